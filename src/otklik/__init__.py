"""Otklik: a company's whole communication with its customers, in one inbox, with honest promises."""

__version__ = "0.1.0"
