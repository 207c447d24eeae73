//! Renders
