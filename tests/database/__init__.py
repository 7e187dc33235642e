"""An app of the tests alone: empties tables that in service nobody may empty."""
