"""The command tree: each name with its module and its one-line help; nothing of theirs is imported here."""

from crm_cli.cli.groups import Place, Root
from crm_cli.i18n import N_

CLI = "crm_cli.cli"
PLACES = {
    "today": Place(f"{CLI}.today", N_("What is due today: plans, callbacks, steps, progress."), verb="today"),
    "tui": Place("crm_cli.tui.launch", N_("The full-screen desk."), verb="tui"),
    "search": Place(f"{CLI}.search", N_("Find anything: name, pinyin, phone, note."), verb="search"),
    "call": Place(f"{CLI}.calls", N_("Calls: log, list, show, edit, remove."), "calls"),
    "calllist": Place(f"{CLI}.calllists", N_("Call lists: add, fill, assign, plan, list, why."), "calllists"),
    "knock": Place(f"{CLI}.knock", N_("Log what happened at doors of the sweep I am on."), verb="knock"),
    "visit": Place(f"{CLI}.visits", N_("Visits: log, list, show, edit, remove."), "visits"),
    "followup": Place(f"{CLI}.followups", N_("Follow-ups: add, list, show, edit, remove."), "followups"),
    "step": Place(
        f"{CLI}.steps", N_("Next steps, tasks and callbacks: add, list, done, snooze, assign."), "steps"
    ),
    "callback": Place(
        f"{CLI}.callbacks", N_("Callbacks: list, add, move, take, give, calendar."), "callbacks"
    ),
    "task": Place(f"{CLI}.tasks", N_("Tasks: next steps at no customer."), "tasks"),
    "plan": Place(f"{CLI}.plans", N_("Plans of visits: add, list, move, cancel."), "plans"),
    "agenda": Place(
        f"{CLI}.agenda",
        N_("The time of a team: plans, callbacks and steps side by side; calendars of it."),
        usual="show",
        bare="--team",
    ),
    "notice": Place(
        f"{CLI}.notices", N_("Notices of what others changed of what is mine: list, seen."), "notices"
    ),
    "sweep": Place(
        f"{CLI}.sweeps", N_("Sweeps of a building, door by door: plan, next, show, hand, revisit."), "sweeps"
    ),
    "sheet": Place(
        f"{CLI}.sheets", N_("Sheets of paper that were printed, and what was typed back: list."), "sheets"
    ),
    "building": Place(
        f"{CLI}.buildings", N_("Buildings and streets: add, show, tenants, front desk, import."), "buildings"
    ),
    "unit": Place(f"{CLI}.units", N_("Doors of a building: add, list, edit, remove."), "units"),
    "customer": Place(
        f"{CLI}.customers", N_("Customers: add, list, show, edit, assign, remove."), "customers"
    ),
    "dupes": Place(
        f"{CLI}.dupes",
        N_("Customers that are perhaps one: list, keep apart; merge is of customer."),
        usual="list",
    ),
    "pool": Place(f"{CLI}.pool", N_("The public pool: list, claim, release, collect.")),
    "contact": Place(
        f"{CLI}.contacts", N_("People at customers: add, list, show, edit, remove."), "contacts"
    ),
    "card": Place(f"{CLI}.cards", N_("Business cards in a batch, and vCards: add, read."), "cards"),
    "memo": Place(f"{CLI}.memos", N_("Memos: words to keep in mind, at a customer or at none."), "memos"),
    "attach": Place(
        f"{CLI}.attachments", N_("Attach files to a record: crm attach c12 quote.pdf."), verb="attach"
    ),
    "attachment": Place(
        f"{CLI}.attachments", N_("Attached files: list, open, save, edit, remove."), "attachments"
    ),
    "script": Place(
        f"{CLI}.scripts", N_("Scripts: what is said on the phone, and sheets to rehearse with."), "scripts"
    ),
    "objection": Place(
        f"{CLI}.objections", N_("Objections: met how often, the agreed answers, the agenda."), "objections"
    ),
    "quote": Place(f"{CLI}.quotes", N_("Quotes sent."), "quotes"),
    "sample": Place(f"{CLI}.samples", N_("Samples sent."), "samples"),
    "order": Place(f"{CLI}.orders", N_("Orders."), "orders"),
    "payment": Place(f"{CLI}.payments", N_("Payments."), "payments"),
    "report": Place(f"{CLI}.report", N_("The daily report, and what only the rep can add to it."), "reports"),
    "import": Place(f"{CLI}.imports", N_("Bring in the firm's own spreadsheets.")),
    "export": Place(
        f"{CLI}.exports", N_("Write a noun to a file, or the whole firm to a folder."), verb="export"
    ),
    "undo": Place(f"{CLI}.history", N_("Take back the last command."), verb="undo"),
    "redo": Place(f"{CLI}.history", N_("Do the undone command again."), verb="redo"),
    "history": Place(f"{CLI}.history", N_("Who changed what and when; restore what was."), usual="show"),
    "rep": Place(f"{CLI}.reps", N_("The firm's people."), "reps"),
    "team": Place(f"{CLI}.teams", N_("Teams and their industries."), "teams"),
    "outcome": Place(f"{CLI}.outcomes", N_("Outcomes of calls and visits."), "outcomes"),
    "goal": Place(f"{CLI}.goals", N_("Numbers to reach in a day or a month."), "goals"),
    "field": Place(f"{CLI}.fields", N_("Fields of the firm's own."), "fields"),
    "donotcall": Place(f"{CLI}.donotcall", N_("Numbers and customers that must not be called.")),
    "channel": Place(
        f"{CLI}.channels", N_("Where reports are sent: mail and group robots of this machine."), "channels"
    ),
    "outbox": Place(f"{CLI}.outbox", N_("What is to be sent: send, list, retry, drop.")),
    "remind": Place(
        f"{CLI}.remind", N_("Announce callbacks and steps due in a few minutes (for cron)."), verb="remind"
    ),
    "cron": Place(
        f"{CLI}.cron", N_("Print the crontab of this installation: reports, retries, reminders."), verb="cron"
    ),
    "config": Place(f"{CLI}.settings", N_("Settings of the firm and of this machine.")),
    "backup": Place(
        f"{CLI}.backups",
        N_("Backups: make, list, verify; crm backup alone makes one."),
        "backups",
        usual="make",
    ),
    "restore": Place(
        f"{CLI}.restore", N_("Go back to a backup, after showing what would go."), verb="restore"
    ),
    "doctor": Place(
        f"{CLI}.doctor", N_("Check the database and all around it; mend what can be."), verb="doctor"
    ),
    "init": Place(f"{CLI}.init", N_("Make the database of a firm."), verb="init"),
    "demo": Place(f"{CLI}.demo", N_("Load the sample firm and print its report."), verb="demo"),
    "completion": Place(f"{CLI}.completion", N_("Print the shell's completion script."), verb="completion"),
}

app = Root(PLACES, name="crm", help=N_("Customers, visits and calls of a small firm, and its daily report."))
