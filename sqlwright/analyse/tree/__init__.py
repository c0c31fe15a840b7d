"""PostgreSQL's analysed tree in Python: its nodes, their enumerations, and the reader of their text form."""
