"""The features by which a bracket is judged to be a tag or a genuine bracket. Names only."""

from enum import StrEnum


class Feature(StrEnum):
    """One thing that is so of a candidate; what it weighs stands in ``weights``."""

    ADDRESS = "address"  # all it encloses is a web address
    AGAIN = "again"  # the very same tag twice in a line of prose
    ALIGN = "align"  # a side
    ALONE = "alone"  # a name that commonly stands without attributes, on its own line
    APART = "apart"  # always after a pause
    ASSIGNED = "assigned"  # [R=301], [via: address]: flags, attributions
    ATTACHMENT = "attachment"  # attachment_123, the word in any language, or under a key for id
    ATTRIBUTED = "attributed"  # values in quotes in a tag that is closed
    BARE = "bare"  # a name and nothing else
    CANONICAL = "canonical"  # name, then key="value" with no blanks: nothing else looks so
    CAPITALS = "capitals"  # variables of an environment
    CAPTIONED = "captioned"  # a word for caption, and a side or a width
    CLOSER = "closer"  # it is closed
    CODE_BODY = "code-body"  # code between two lines that a word for code begins and ends
    CODE_LINE = "code-line"  # the line looks like code
    COLON_ID = "colon-id"  # [vimeo:12345], on its own line
    COLONS = "colons"  # colons for signs
    COMMENT = "comment"  # within a comment of a program
    COMPANY = "company"  # alone on its line, in a text with sure shortcodes
    COMPOUND = "compound"  # an unknown name of several words, opened and closed
    CUT = "cut"  # without its last bracket
    DRIFTED = "drifted"  # garbled past reading; told by what stands firm in it
    EMPTY = "empty"  # opened and closed around nothing, to show the pair
    ENCLOSES = "encloses"  # words stand between it and its closer
    ENDS_PARAGRAPH = "ends-paragraph"  # ends a line after a sentence
    EXPLAINED = "explained"  # the line speaks of shortcodes
    FILE = "file"  # the address of a sound or a film
    FIXTURE = "fixture"  # an example in a test: input, expected
    FOLLOWED = "followed"  # by ( or :: link or definition
    FRAMED = "framed"  # opener and closer each on a line of their own
    FURNISHED = "furnished"  # keys and values of settings, translated
    GLUED = "glued"  # a letter or a sign right before
    HEADED = "headed"  # its closer bears the name of what the opener's words are about
    IDS = "ids"  # 1,2,3 under a key for id or ids
    IMAGE = "image"  # a picture follows
    KEY = "key"  # a key that is known
    KEYED = "keyed"  # a known name with attributes
    KNOWN0 = "known0"  # an unknown name
    KNOWN1 = "known1"  # a known name that is a word too
    KNOWN2 = "known2"  # a known name
    KNOWN3 = "known3"  # a name that proves itself
    LAYOUT = "layout"  # a name that parts or spaces out, right beside a sure tag
    LITERAL = "literal"  # a string of a program, or quoted in prose
    LOG = "log"  # a time or a level of a log
    LOOSE = "loose"  # blanks around signs of equality
    MARKUP = "markup"  # a highlighter's code holds markup, which would be bare without it
    MEDIA = "media"  # an address
    MID_SENTENCE = "mid-sentence"  # on its own line, and the sentence before it goes on after it
    NAME_ADDRESS = "name-address"  # [name=address], [name:address]
    NAMELESS = "nameless"  # [key="value"]: selectors, attributes of other languages, legends
    NATIVE = "native"  # a word of Chinese for a tag, unquoted: a format of courses has such
    NEARLY_CANONICAL = "nearly-canonical"
    NEIGHBOUR = "neighbour"  # right beside a sure tag
    NOTATION = "notation"  # among bracketed labels of one kind
    NUMBERED = "numbered"  # word_123 under an unknown key
    NUMBERS = "numbers"  # under any other
    ODD = "odd"  # signs that no tag has
    ONE_LETTER = "one-letter"  # a key of one letter
    OWN_ID = "own-id"  # a bare number under a key for id, on its own line
    OWN_LINE = "own-line"  # a line of its own
    PARAGRAPH = "paragraph"  # begins a paragraph
    PARTED = "parted"  # blank lines around it
    PLAYER = "player"  # a player and what it plays
    PLUGIN_VALUES = "plugin-values"  # values without keys after a plug-in's name
    REPEATED = "repeated"  # the name comes again
    SELECTORS = "selectors"
    SELF_CLOSED = "self-closed"  # ends with a slash
    SENTENCE = "sentence"  # what it encloses is a sentence
    SEPARATORS = "separators"  # legends: [A = "x", B = "y"]
    SETTINGS = "settings"  # a section of a file of settings
    SEVERAL = "several"  # two pairs or more
    SIZE = "size"  # a width or a height
    SOURCE = "source"  # the text is a program
    SPOKEN = "spoken"  # a part of its sentence
    STATEMENT = "statement"  # within a statement of a program
    TRANSLATED1 = "translated1"  # the same, translated
    TRANSLATED2 = "translated2"  # the same, translated
    TRANSLATED3 = "translated3"  # the same, translated
    UNQUOTED = "unquoted"  # no value is quoted
    WELL_FURNISHED = "well-furnished"
    WIDGET = "widget"  # an unknown name made as plug-ins make theirs, in company of sure tags
    WITHIN = "within"  # an unknown name with capitals, within a sentence: [timeQuality tzKnown="1"]
    WORDS = "words"  # words after a name


FOR = frozenset({
    Feature.SENTENCE,
    Feature.ADDRESS, Feature.ALIGN, Feature.ALONE, Feature.APART, Feature.ATTACHMENT,
    Feature.ATTRIBUTED, Feature.CANONICAL, Feature.CAPTIONED, Feature.CLOSER, Feature.CODE_BODY,
    Feature.COLON_ID, Feature.COMPANY, Feature.COMPOUND, Feature.ENCLOSES, Feature.FILE,
    Feature.FRAMED, Feature.FURNISHED, Feature.HEADED, Feature.IDS, Feature.IMAGE, Feature.KEY,
    Feature.KEYED, Feature.KNOWN1, Feature.KNOWN2, Feature.KNOWN3, Feature.LAYOUT,
    Feature.MEDIA, Feature.NAME_ADDRESS, Feature.NEARLY_CANONICAL, Feature.NEIGHBOUR,
    Feature.NUMBERED, Feature.NUMBERS, Feature.OWN_ID, Feature.OWN_LINE, Feature.PLAYER,
    Feature.PLUGIN_VALUES, Feature.REPEATED, Feature.SELF_CLOSED, Feature.SEVERAL, Feature.SIZE,
    Feature.TRANSLATED1, Feature.TRANSLATED2, Feature.TRANSLATED3, Feature.WELL_FURNISHED,
    Feature.WIDGET,
})  # fmt: skip
"""What may only speak for a tag: the training leaves out what it would weigh otherwise."""
AGAINST = frozenset({
    Feature.NATIVE,
    Feature.AGAIN, Feature.ASSIGNED, Feature.BARE, Feature.CAPITALS, Feature.CODE_LINE,
    Feature.COLONS, Feature.COMMENT, Feature.CUT, Feature.EMPTY, Feature.EXPLAINED,
    Feature.FIXTURE, Feature.FOLLOWED, Feature.GLUED, Feature.KNOWN0, Feature.LITERAL,
    Feature.LOG, Feature.MARKUP, Feature.MID_SENTENCE, Feature.NAMELESS, Feature.NOTATION,
    Feature.ODD, Feature.ONE_LETTER, Feature.SELECTORS, Feature.SEPARATORS, Feature.SETTINGS,
    Feature.SOURCE, Feature.SPOKEN, Feature.STATEMENT, Feature.UNQUOTED, Feature.WITHIN,
    Feature.WORDS,
})  # fmt: skip
"""What may only speak against one."""
