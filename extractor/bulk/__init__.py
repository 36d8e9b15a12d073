"""Archives of documents: found, extracted once each, kept as one dataset, whatever dies in between."""
