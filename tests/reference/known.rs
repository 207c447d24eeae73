//! What the engine does not do yet as the manual says. Each is mended by setting it to false and seeing the test pass.

/// A chain of slots, one restating the other, is compared with what stands in the first and not with what was settled;
/// no such chains are made.
pub(crate) const NO_CHAINS: bool = false;

/// Of what is not said and what is not known in one side of a comparison the one written first decides; it should be
/// what is not said, as it is between the sides.
pub(crate) const FIRST_GAP_DECIDES: bool = false;

/// Of several readings of a slot the first must agree with its home; one that agrees should be enough (decision 0006).
pub(crate) const FIRST_READING_DECIDES: bool = false;

/// 否则 between formulas forgets that its figures were rounded, and counts figures of the side that was not taken; no
/// such 否则 is made, only that between figures.
pub(crate) const ONLY_FIGURES_OTHERWISE: bool = false;

/// 个数 of the rows of a table that is not there is 0 instead of unknown.
pub(crate) const COUNT_OF_NOTHING: bool = false;
