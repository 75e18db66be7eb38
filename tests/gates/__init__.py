"""Tests that judge the code base itself: size, architecture, packaging."""
