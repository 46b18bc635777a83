//! Storage that is killed, full, damaged, or shared by windows.
