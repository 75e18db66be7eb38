"""Aids for host projects that test their use of the app; the app itself never imports them."""
