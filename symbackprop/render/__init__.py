"""From documents to the formats that people open; nothing here knows of graphs."""
