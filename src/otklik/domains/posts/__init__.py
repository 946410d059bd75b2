"""Posts: one text with pictures and a button, published in the company's channels, groups and pages.

A community is a place that a channel may post to. Of each community a post has a copy, which goes by itself: one that
fails keeps no other. Nobody's consent is asked, for nobody in particular is written to.

Publishes: CommunityAdded, CommunityRemoved, PostStarted, PostHeld, PostDeleted, CopyTriedAgain, CopySeen.
"""
