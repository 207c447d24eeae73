//! Rules written for one test.

use gouji::source::{Load, LoadError};

/// One rule file, 试.gj, given as text.
pub(crate) struct Text(pub(crate) String);

impl Load for Text {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        if name == "试.gj" { Ok(self.0.clone()) } else { Err(LoadError::Missing(name.to_owned())) }
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        Ok(vec![name.to_owned()])
    }
}
