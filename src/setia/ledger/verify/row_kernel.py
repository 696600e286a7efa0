"""Reads rows as PostgreSQL streams them in binary: numbers to ask of, postings, and leaves' bytes.

Like the engine's own library it uses the subset that runs interpreted and compiled: indexing,
comparison, integer arithmetic, ``while``. It knows the form of a COPY and of a leaf, and nothing of
a program. A leaf's bytes made here that were not those of `EventLeaf.encoded` would have another
hash, and the holder would be looked at again.

The bytes of all payloads are laid out as one JSON list, which is parsed in one go.
"""

# Types come from the arrays that the functions are called with: bytes here, int64 there.
# ruff: noqa: ANN001, ANN201
# mypy: allow-untyped-defs, allow-untyped-calls

from setia.core.engine.kernel import POSTING

# This line ends what the compiled form gets as constants.
# fmt: off
ROW_HOLDER, ROW_SEQ, ROW_OCCURRED, ROW_RECORDED, ROW_KIND, ROW_IMPORTED = 0, 1, 2, 3, 4, 5
ROW_OUTCOME, ROW_SOURCE, ROW_SOURCE_END, ROW_KEY_END, ROW_PAYLOAD = 6, 7, 8, 9, 10
ROW_PAYLOAD_END, ROW_FACTS, ROW_FACTS_END, ROW_POSTED_END, ROW_POSITION = 11, 12, 13, 14, 15
ROW_HASH, ROW_ID, ROW_AT = 16, 17, 18
ROW_MARKS = 19
FIELDS_OF_ROW, TEXTS_OF_ROW, LISTS_OF_ROW = 20, 9, 4
COPY_HEAD, ARRAY_HEAD, HEAD_OF_LEAF = 19, 20, 103
OPENING, COMMA, CLOSING = 91, 44, 93
UNKNOWN_WORD = -1
# fmt: on


def number_at(data, p, size):
    """A signed big-endian number of `size` bytes."""
    n = data[p] + 0
    if n >= 128:
        n -= 256
    k = 1
    while k < size:
        n = n * 256 + data[p + k]
        k += 1
    return n


def put_number(target, p, size, n):
    """Write a number of `size` bytes, big-endian."""
    k = size - 1
    while k >= 0:
        target[p + k] = n & 255
        n >>= 8
        k -= 1


def copy_bytes(target, w, data, p, size):
    """Copy bytes; where the next ones go."""
    k = 0
    while k < size:
        target[w + k] = data[p + k]
        k += 1
    return w + size


def word_at(data, p, size, words, word_ends):
    """Which of some words stands here, from 0; UNKNOWN_WORD for none of them."""
    which = 0
    start = 0
    while which < len(word_ends):
        if word_ends[which] - start == size:
            k = 0
            while k < size and data[p + k] == words[start + k]:
                k += 1
            if k == size:
                return which
        start = word_ends[which]
        which += 1
    return UNKNOWN_WORD


def list_at(data, p, size):
    """How many int8 a list of `size` bytes holds; -1 for what is not a plain list of them."""
    if size == 12:
        return 0
    count = number_at(data, p + 12, 4)
    if number_at(data, p, 4) != 1 or number_at(data, p + 4, 4) != 0 or size != 20 + 12 * count:
        return -1
    return count


def read_rows(data, words, word_ends, row, fields, facts, posted, leaves, leaf_ends, told):
    """Read rows of a binary COPY: marks of each, facts, postings, leaves' own bytes, payloads.

    A leaf's bytes are those that `EventLeaf.encoded` makes, behind the zero byte of RFC 9162. The
    number of rows; -1 for a stream of another form.
    """
    p = COPY_HEAD
    n = 0
    n_facts = 0
    n_posted = 0
    w = 0
    told[0] = OPENING
    t = 1
    while True:
        count = number_at(data, p, 2)
        p += 2
        if count == -1:
            told[t - 1] = CLOSING
            return n
        if count != FIELDS_OF_ROW:
            return -1
        j = 0
        while j < count:
            size = number_at(data, p, 4)
            fields[2 * j] = p + 4
            fields[2 * j + 1] = size
            p += 4
            if size > 0:
                p += size
            j += 1
        b = n * ROW_MARKS
        mark_row(data, words, word_ends, row, b, fields)
        w = put_leaf(data, fields, leaves, w)
        leaf_ends[n] = w
        row[b + ROW_FACTS] = n_facts
        n_facts = put_facts(data, fields, facts, n_facts)
        row[b + ROW_FACTS_END] = n_facts
        t = copy_bytes(told, t, data, fields[26], fields[27])
        told[t] = COMMA
        t += 1
        n_posted = put_postings(data, fields, posted, n_posted)
        row[b + ROW_POSTED_END] = n_posted
        n += 1


def mark_row(data, words, word_ends, row, b, fields):
    """What later steps ask of one row."""
    row[b + ROW_ID] = fields[0]
    row[b + ROW_HOLDER] = 0
    if b > 0:
        row[b + ROW_HOLDER] = row[b - ROW_MARKS + ROW_HOLDER]
        before = row[b - ROW_MARKS + ROW_ID]
        k = 0
        while k < 16 and data[before + k] == data[fields[0] + k]:
            k += 1
        if k < 16:
            row[b + ROW_HOLDER] += 1
    row[b + ROW_SEQ] = number_at(data, fields[2], 8)
    row[b + ROW_OCCURRED] = number_at(data, fields[4], 8)
    row[b + ROW_RECORDED] = number_at(data, fields[6], 8)
    row[b + ROW_KIND] = word_at(data, fields[10], fields[11], words, word_ends)
    row[b + ROW_SOURCE] = fields[14]
    row[b + ROW_SOURCE_END] = fields[14] + fields[15]
    row[b + ROW_KEY_END] = fields[16] + fields[17]
    row[b + ROW_IMPORTED] = word_at(data, fields[18], fields[19], words, word_ends)
    row[b + ROW_OUTCOME] = word_at(data, fields[20], fields[21], words, word_ends)
    row[b + ROW_PAYLOAD] = fields[26]
    row[b + ROW_PAYLOAD_END] = fields[26] + fields[27]
    row[b + ROW_POSITION] = 0
    row[b + ROW_HASH] = -1
    if fields[37] == 8 and fields[39] == 32:
        row[b + ROW_POSITION] = number_at(data, fields[36], 8)
        row[b + ROW_HASH] = fields[38]


def put_leaf(data, fields, leaves, w):
    """Write one leaf's bytes; where the next ones go."""
    leaves[w] = 0
    leaves[w + 1] = 1
    leaves[w + 2] = 1
    h = copy_bytes(leaves, w + 3, data, fields[0], 16)
    j = 1
    while j < 5:
        put_number(leaves, h, 8, number_at(data, fields[2 * j], fields[2 * j + 1]))
        h += 8
        j += 1
    w += HEAD_OF_LEAF
    while j < 5 + TEXTS_OF_ROW:
        put_number(leaves, h, 4, fields[2 * j + 1])
        h += 4
        w = copy_bytes(leaves, w, data, fields[2 * j], fields[2 * j + 1])
        j += 1
    while j < 5 + TEXTS_OF_ROW + LISTS_OF_ROW:
        count = list_at(data, fields[2 * j], fields[2 * j + 1])
        put_number(leaves, h, 4, count)
        h += 4
        p = fields[2 * j] + ARRAY_HEAD + 4
        while count > 0:
            w = copy_bytes(leaves, w, data, p, 8)
            p += 12
            count -= 1
        j += 1
    return w


def put_postings(data, fields, posted, n):
    """Append one row's postings, nine numbers each; how many there are then."""
    moves = fields[32] + ARRAY_HEAD + 4
    amounts = fields[34] + ARRAY_HEAD + 4
    count = list_at(data, fields[34], fields[35])
    if list_at(data, fields[32], fields[33]) != 8 * count:
        return n
    k = 0
    while k < count:
        j = 0
        while j < 8:
            posted[POSTING * n + j] = number_at(data, moves + 12 * (8 * k + j), 8)
            j += 1
        posted[POSTING * n + 8] = number_at(data, amounts + 12 * k, 8)
        n += 1
        k += 1
    return n


def put_facts(data, fields, facts, n):
    """Append one row's facts; how many there are then."""
    p = fields[28] + ARRAY_HEAD + 4
    count = list_at(data, fields[28], fields[29])
    while count > 0:
        facts[n] = number_at(data, p, 8)
        n += 1
        p += 12
        count -= 1
    return n
