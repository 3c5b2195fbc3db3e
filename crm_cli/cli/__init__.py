"""Typed commands: one file per noun, one output sink."""
