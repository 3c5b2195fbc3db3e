"""Files in and out: one file per format, reading and writing together."""
