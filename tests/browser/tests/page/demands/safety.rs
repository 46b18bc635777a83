//! Hostile files, the policy, and browsers that block storage.
