"""What PostgreSQL's own analysed tree proves: which columns can be NULL, what parameters take, how many rows can come.

The rooms, from the ground up; each imports only from those before it:

- `tree`: the nodes, PostgreSQL's enumerations and OIDs, the reader of the tree's text, the values of constants
- `rows`: how many rows a query gives, with keys, groups, orders and lookups
- `facts`: what conditions and joins prove
- `types`: the types of expressions and values, and how deep arrays are nested
- `parameters`: what the uses of a parameter say of it
- `triggers`: which columns BEFORE row triggers may change, and whether they drop rows
- `proofs`: one rule for each kind of node that proves it not to be NULL
- `shapes`: the JSON documents that a query builds
- `nullness`: the door to proofs and shapes
"""
