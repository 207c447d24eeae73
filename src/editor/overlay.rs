//! Files as they are on disk, and those that are open as they are being written.

use super::Texts;
use crate::source::{Load, LoadError};

/// Open texts laid over a loader.
pub(super) struct Overlay<'l> {
    pub(super) loader: &'l dyn Load,
    pub(super) texts: &'l Texts,
}

impl Load for Overlay<'_> {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        self.texts.get(name).map_or_else(|| self.loader.load(name), |text| Ok(text.as_ref().to_owned()))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        let below = format!("{}/", name.trim_end_matches('/'));
        let open = self.texts.keys().filter(|known| *known == name || known.starts_with(&below));
        let open: Vec<String> = open.cloned().collect();
        match self.loader.list(name) {
            // A new file may be open before it is first saved.
            Ok(mut files) => {
                files.extend(open);
                files.sort();
                files.dedup();
                Ok(files)
            }
            Err(_) if !open.is_empty() => Ok(open),
            Err(why) => Err(why),
        }
    }
}
