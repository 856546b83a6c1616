#!/usr/bin/python3
# match.py: says who suits whom, by brute force over dense rows with numpy, and compares
# it with what Hearth has found, order and every bit of the score.
#
# usage: match.py FILE
#   FILE  lines of JSON: a person (id, likes: a weight for each term, free: 0 or 1 for
#         each half hour of the week in UTC, groups: 0 or 1 for each), or what was found
#         for one (viewer, found: [id, the 64 bits of the score in hexadecimal] each)
import json
import struct
import sys

import numpy as np


def bits(score):
    return struct.pack('>d', score).hex()


class People:
    def __init__(self, rows):
        self.ids = [r['id'] for r in rows]
        self.likes = np.array([r['likes'] for r in rows], dtype=np.int64)
        self.free = np.array([r['free'] for r in rows], dtype=np.int64)
        self.groups = np.array([r['groups'] for r in rows], dtype=np.int64)

    def found(self, viewer):
        me = self.ids.index(viewer)
        dot = self.likes @ self.likes[me]
        n2 = (self.likes * self.likes).sum(axis=1)
        common = self.free @ self.free[me]
        shared = self.groups @ self.groups[me]
        with np.errstate(invalid='ignore', divide='ignore'):
            cosine = dot.astype(np.float64) / np.sqrt((n2[me] * n2).astype(np.float64))
        score = (0.6 * cosine + 0.3 * (np.minimum(common, 20) / 20.0)
                 + 0.1 * (np.minimum(shared, 3) / 3.0))
        order = sorted((i for i in range(len(self.ids)) if i != me and dot[i]),
                       key=lambda i: (-score[i], self.ids[i]))
        return [[self.ids[i], bits(score[i])] for i in order]


def main():
    with open(sys.argv[1], encoding='utf-8') as lines:
        rows = [json.loads(line) for line in lines]
    people = People([r for r in rows if 'id' in r])
    asked = [r for r in rows if 'viewer' in r]
    wrong = [r['viewer'] for r in asked if people.found(r['viewer']) != r['found']]
    pairs = sum(len(r['found']) for r in asked)
    print(f'numpy {np.__version__}: {len(people.ids)} people, {len(asked)} viewers, '
          f'{pairs} scores: {len(wrong)} viewers differ')
    return 1 if wrong or not pairs else 0


if __name__ == '__main__':
    sys.exit(main())
