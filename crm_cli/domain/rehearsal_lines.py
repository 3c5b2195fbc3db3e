"""What the one who plays the customer says and is, where the firm's own objections do not suffice."""

from crm_cli.i18n import N_

FRONT_DESK = (
    N_("Who is calling, please?"),
    N_("What is it about?"),
    N_("He is in a meeting; call again some other time."),
    N_("Send it by e-mail, then we shall see."),
    N_("We do not put sales calls through."),
    N_("Have you an appointment with him?"),
)
OBJECTIONS = (
    N_("We have a supplier already."),
    N_("We need nothing at the moment."),
    N_("That is too expensive."),
    N_("Send me something in writing first."),
    N_("I have no time now."),
    N_("I must ask my boss first."),
    N_("Where did you get this number?"),
    N_("What makes you better than the others?"),
    N_("We were let down by a firm of your kind once."),
    N_("Call again after the holidays."),
    N_("How fast can you deliver?"),
    N_("Would you do a smaller quantity too?"),
    N_("What if the quality is not as shown?"),
    N_("Give me your lowest price now, or we need not talk."),
)
MOODS = (
    N_("in a hurry, looks at the clock"),
    N_("friendly, but never says yes"),
    N_("suspicious, asks back"),
    N_("thinks of the price only"),
    N_("annoyed by calls like this one"),
    N_("curious, and easily led astray"),
    N_("silent, answers with one word"),
)
NO_NEED = N_("has no need, and none in sight")
NEEDS = (
    N_("needs something soon, and says so only when asked"),
    N_("has no need now, but will have one"),
    NO_NEED,
    N_("has a supplier, and is not quite satisfied"),
)
OCCASIONS = (
    N_("annual meeting"),
    N_("anniversary"),
    N_("promotion"),
    N_("gifts for customers"),
    N_("festival"),
)
DECIDERS = (
    N_("the boss alone"),
    N_("the person on the phone"),
    N_("the purchasing department"),
    N_("the boss, on the word of the office"),
)
QUANTITIES = (50, 80, 100, 200, 300, 500, 1000)
WEEKS = (2, 3, 4, 6, 8, 12)
