//! Cases in many scripts.
