"""Templates: what a company says to many, each in their own words. Letters, SMS, pushes and messenger texts.

Publishes: TemplatePublished, TemplateArchived, TemplateBlocksChanged. Listens to nothing. Segments come through a port
(`service.people.SegmentsPort`), for the domain that knows them stands higher.
"""
