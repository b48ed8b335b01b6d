"""WARC 1.1 records: headers, a strict reader, a stream writer. Source: ISO 28500:2017."""
