"""Macros and automations: several acts at once, by a press of a person or when something happens.

A trigger (`triggers.py`) says what is listened to, a condition (`conditions.py`) what is asked, an action
(`actions.py`) what is done: a new one of each is added in that file alone. What happens is written down in the
transaction in which it happens, and considered in one of its own right after the commit, so that receiving never
waits for an automation.

Publishes: MacroRan, AutomationFired, and what was changed in settings. Listens to conversations.
"""
