//! Units of several editions in one file: its columns are those of all of them, by name.

use std::collections::HashMap;

use gouji_columnar::model::{self, Cells, Chunk, Keys, Lines, NO_PLACE, NONE, Rows, ScalarSpec, Shape};
use gouji_columnar::number::rescale;

/// The columns of several forms.
#[derive(Clone, Debug, Default)]
pub struct Union {
    /// All columns.
    pub shape: Shape,
    scalars: HashMap<String, usize>,
    lists: HashMap<String, usize>,
    ints: HashMap<String, usize>,
    texts: HashMap<String, usize>,
}

/// Some units of one form.
#[derive(Clone, Debug)]
pub struct Part<'s> {
    /// The columns of the form.
    pub shape: &'s Shape,
    /// The units.
    pub chunk: Chunk,
}

impl Union {
    /// Adds the columns of a form.
    pub fn add(&mut self, of: &Shape) {
        for spec in &of.scalars {
            widen(&mut self.shape.scalars, &mut self.scalars, spec);
        }
        for spec in &of.lists {
            let next = self.shape.lists.len();
            let at = *self.lists.entry(spec.name.clone()).or_insert(next);
            if at == next {
                self.shape.lists.push(model::ListSpec { name: spec.name.clone(), ..Default::default() });
            }
            let Some(own) = self.shape.lists.get_mut(at) else { continue };
            let mut known =
                own.columns.iter().enumerate().map(|(at, spec)| (spec.name.clone(), at)).collect();
            spec.columns.iter().for_each(|spec| widen(&mut own.columns, &mut known, spec));
        }
        for (names, all, known) in [
            (&of.ints, &mut self.shape.ints, &mut self.ints),
            (&of.texts, &mut self.shape.texts, &mut self.texts),
        ] {
            for name in names {
                known.entry(name.clone()).or_insert_with(|| {
                    all.push(name.clone());
                    all.len() - 1
                });
            }
        }
        self.shape.lines |= of.lines;
    }

    /// The units of several forms as columns of all of them, in an order: number of the part, lane in it.
    ///
    /// # Errors
    /// The name of a column in which a number does not fit, where two forms mean different things by it.
    pub fn weave(&self, parts: &[Part<'_>], order: &[(usize, usize)]) -> Result<Chunk, String> {
        let lanes = |part: usize, lane: usize| parts.get(part).map(|part| (part, lane));
        let all: Vec<(&Part<'_>, usize)> =
            order.iter().filter_map(|(part, lane)| lanes(*part, *lane)).collect();
        let mut chunk = Chunk::default();
        for (part, lane) in &all {
            chunk.units.extend(part.chunk.units.get(*lane).cloned());
            chunk.years.push(part.chunk.years.get(*lane).copied().flatten());
        }
        let finds: Vec<Finds<'_>> = parts.iter().map(|part| Finds::of(part.shape)).collect();
        for spec in &self.shape.scalars {
            let sources: Vec<Option<(&Cells, u8)>> = parts
                .iter()
                .zip(&finds)
                .map(|(part, finds)| {
                    let at = *finds.scalars.get(spec.name.as_str())?;
                    Some((part.chunk.scalars.get(at)?, part.shape.scalars.get(at)?.scale))
                })
                .collect();
            let mut cells = Woven::new(spec);
            for (part, lane) in order {
                cells.push(sources.get(*part).copied().flatten(), *lane)?;
            }
            chunk.scalars.push(cells.finish());
        }
        for spec in &self.shape.lists {
            chunk.lists.push(woven_list(spec, parts, &finds, order)?);
        }
        for name in &self.shape.ints {
            let of = |(part, lane): &(usize, usize)| {
                let at = *finds.get(*part)?.ints.get(name.as_str())?;
                parts.get(*part)?.chunk.ints.get(at)?.get(*lane).copied().flatten()
            };
            chunk.ints.push(order.iter().map(of).collect());
        }
        for name in &self.shape.texts {
            let of = |(part, lane): &(usize, usize)| {
                let at = *finds.get(*part)?.texts.get(name.as_str())?;
                parts.get(*part)?.chunk.texts.get(at)?.get(*lane).cloned().flatten()
            };
            chunk.texts.push(order.iter().map(of).collect());
        }
        chunk.lines = Some(woven_lines(&all));
        Ok(chunk)
    }
}

fn widen(all: &mut Vec<ScalarSpec>, known: &mut HashMap<String, usize>, spec: &ScalarSpec) {
    match known.get(&spec.name).and_then(|at| all.get_mut(*at)) {
        Some(own) => {
            own.scale = own.scale.max(spec.scale);
            own.states |= spec.states;
            own.places |= spec.places;
        }
        None => {
            known.insert(spec.name.clone(), all.len());
            all.push(spec.clone());
        }
    }
}

/// Numbers of the columns of a form by name.
struct Finds<'s> {
    scalars: HashMap<&'s str, usize>,
    lists: HashMap<&'s str, usize>,
    ints: HashMap<&'s str, usize>,
    texts: HashMap<&'s str, usize>,
}

impl<'s> Finds<'s> {
    fn of(shape: &'s Shape) -> Self {
        fn numbers<'s>(names: impl Iterator<Item = &'s String>) -> HashMap<&'s str, usize> {
            names.enumerate().map(|(at, name)| (name.as_str(), at)).collect()
        }
        Self {
            scalars: numbers(shape.scalars.iter().map(|spec| &spec.name)),
            lists: numbers(shape.lists.iter().map(|spec| &spec.name)),
            ints: numbers(shape.ints.iter()),
            texts: numbers(shape.texts.iter()),
        }
    }
}

/// A column that is put together.
struct Woven<'s> {
    spec: &'s ScalarSpec,
    values: Vec<i64>,
    states: Vec<u8>,
    places: Vec<i8>,
}

impl<'s> Woven<'s> {
    fn new(spec: &'s ScalarSpec) -> Self {
        Self { spec, values: Vec::new(), states: Vec::new(), places: Vec::new() }
    }

    fn push(&mut self, source: Option<(&Cells, u8)>, at: usize) -> Result<(), String> {
        let state = source.map_or(model::ABSENT, |(cells, _)| {
            let states = cells.states.as_ref();
            states.map_or(model::VALUE, |states| states.get(at).copied().unwrap_or(model::ABSENT))
        });
        let place = source.and_then(|(cells, _)| cells.places.as_ref()?.get(at).copied());
        let value = match source {
            Some((cells, scale)) if state == model::VALUE => {
                let value = cells.values.get(at).copied().unwrap_or(0);
                let scaled = rescale(value.into(), i32::from(scale), self.spec.scale);
                scaled
                    .ok_or_else(|| format!("列「{}」里的数在另一种表样里是别的量，放不下", self.spec.name))?
            }
            _ => 0,
        };
        self.values.push(value);
        self.states.push(state);
        self.places.push(place.unwrap_or(NO_PLACE));
        Ok(())
    }

    fn finish(self) -> Cells {
        let plain = self.states.iter().all(|state| *state == model::VALUE);
        let has_places = self.places.iter().any(|place| *place != NO_PLACE);
        Cells {
            values: self.values,
            states: (!plain).then_some(self.states),
            places: has_places.then_some(self.places),
        }
    }
}

fn woven_list(
    spec: &model::ListSpec,
    parts: &[Part<'_>],
    finds: &[Finds<'_>],
    order: &[(usize, usize)],
) -> Result<Rows, String> {
    let own: Vec<Option<usize>> =
        finds.iter().map(|finds| finds.lists.get(spec.name.as_str()).copied()).collect();
    let list = |part: usize| Some((parts.get(part)?, own.get(part).copied().flatten()?));
    let rows_of = |part: usize| list(part).and_then(|(part, at)| part.chunk.lists.get(at));
    let spec_of = |part: usize| list(part).and_then(|(part, at)| part.shape.lists.get(at));
    let mut rows = Rows { offsets: vec![0], ..Rows::default() };
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (part, lane) in order {
        if let Some(source) = rows_of(*part) {
            let end = |lane: usize| source.offsets.get(lane).map_or(0, |end| *end as usize);
            taken.extend((end(*lane)..end(lane + 1)).map(|row| (*part, row)));
        }
        rows.offsets.push(taken.len() as u32);
    }
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    for (part, row) in &taken {
        let key = rows_of(*part).and_then(|rows| rows.keys.get(*row)).unwrap_or_default();
        let dictionary = &mut rows.keys.dictionary;
        let number = numbers.entry(key).or_insert_with(|| {
            dictionary.push(key.into());
            dictionary.len() as u32 - 1
        });
        rows.keys.index.push(*number);
    }
    for column in &spec.columns {
        let sources: Vec<Option<(&Cells, u8)>> = (0..parts.len())
            .map(|part| {
                let spec = spec_of(part)?;
                let at = spec.columns.iter().position(|own| own.name == column.name)?;
                Some((rows_of(part)?.columns.get(at)?, spec.columns.get(at)?.scale))
            })
            .collect();
        let mut cells = Woven::new(column);
        for (part, row) in &taken {
            cells.push(sources.get(*part).copied().flatten(), *row)?;
        }
        rows.columns.push(cells.finish());
    }
    Ok(rows)
}

fn woven_lines(all: &[(&Part<'_>, usize)]) -> Lines {
    let mut lines = Lines { offsets: vec![0], ..Lines::default() };
    let mut numbers: [HashMap<&str, u32>; 8] = Default::default();
    for (part, lane) in all {
        if let Some(source) = &part.chunk.lines {
            let end = |lane: usize| source.offsets.get(lane).map_or(0, |end| *end as usize);
            for at in end(*lane)..end(lane + 1) {
                let columns = lines.columns.iter_mut().zip(&mut numbers).zip(&source.columns);
                for ((keys, numbers), source) in columns {
                    let text = source.get(at);
                    let number = text.map_or(NONE, |text| number_of(text, numbers, &mut keys.dictionary));
                    keys.index.push(number);
                }
            }
        }
        let length = lines.columns.first().map_or(0, |keys: &Keys| keys.index.len());
        lines.offsets.push(length as u32);
    }
    lines
}

fn number_of<'t>(text: &'t str, numbers: &mut HashMap<&'t str, u32>, dictionary: &mut Vec<Box<str>>) -> u32 {
    *numbers.entry(text).or_insert_with(|| {
        dictionary.push(text.into());
        dictionary.len() as u32 - 1
    })
}
