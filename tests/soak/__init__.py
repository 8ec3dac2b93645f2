"""`make soak`: many visitors at the real program while its services fail, hang and come back, one after the other.

- `world`: the program with all four services, and what can happen to these
- `visitor`: somebody who asks, follows up, leaves, and looks closely at each reply
- `findings`: what was seen, and what should not have been
- `vitals`: memory, descriptors and threads over time
- `sessions`: the same program over 20,000 conversations, and nothing else
"""
