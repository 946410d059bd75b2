"""Readers of feeds: a stranger's file as offers, one after another, each read or refused. No I/O but the file given."""
