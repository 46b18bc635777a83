//! One thing changed in two windows.
