"""The verbs of promises: compute, tell, guard, keep, report; settings; the autoresponder; the badge."""
