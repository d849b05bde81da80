"""The catalogue of codes: every kind of finding, with its name, its title and how much it weighs."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.Enum):
    """An error stops the run; a warning and a note are printed and the run goes on."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding: its letter names the phase (S text, C contract, M measures, T tests, W workbook, E surroundings)."""

    id: str
    slug: str
    title: str
    severity: Severity = Severity.ERROR
    acceptable: bool = False

    def __str__(self) -> str:
        return f"{self.id} {self.slug}"


_WARN = Severity.WARNING

_CATALOGUE = (
    Code("S101", "encoding", "The file is not UTF-8 text"),
    Code("S102", "yaml-syntax", "The file is not YAML"),
    Code("S103", "yaml-feature", "Anchors, aliases, merge keys, tags and several documents are not contract text"),
    Code("S104", "limit", "The file is larger or deeper than any contract needs"),
    Code("S105", "duplicate-key", "A key stands twice in one place"),
    Code("S106", "character", "A character that cannot be seen, or that looks like another one"),
    Code("C201", "unknown-key", "A key the language does not know"),
    Code("C202", "required", "Something that moves money is not said"),
    Code("C203", "shape", "A text stands where a list or a mapping belongs, or the other way round"),
    Code("C204", "band-gap", "No band takes a value that the KPI can have"),
    Code("C205", "band-overlap", "Two bands take the same value"),
    Code("C206", "number-form", "Not a number as contracts write it"),
    Code("C207", "unit", "The unit is missing or does not fit"),
    Code("C208", "choice", "Not one of the values allowed here"),
    Code("C209", "date", "Not a date, or dates in the wrong order"),
    Code("C210", "version", "Versions overlap, leave a day without a contract, or break their chain"),
    Code("C211", "reference", "A name that is not declared in this contract"),
    Code("C212", "formula", "A formula or condition that cannot be read"),
    Code("C213", "limit", "A limit or cap that does not say enough, or contradicts another"),
    Code("C214", "range", "A number outside of what is computed exactly"),
    Code("C215", "currency", "Not a currency, or an amount finer than its coin"),
    Code("C216", "identifier", "A name with characters that names do not have"),
    Code("C217", "variant", "A KPI without its variant, or with one it does not have"),
    Code("C218", "wrong-way", "A better result pays less", acceptable=True),
    Code("C219", "unreachable", "A payment that a limit never lets through", _WARN, acceptable=True),
    Code("C220", "minute-incentive", "Per-minute billing with neither an AHT target nor a cap", _WARN, acceptable=True),
    Code("C221", "hour-incentive", "FTE-hour billing without productivity and utilisation", _WARN, acceptable=True),
    Code("C222", "mid-period", "A date that cuts a period in two"),
    Code("C223", "fingerprint", "The version that is replaced is not the file that is there"),
    Code("C224", "curve", "Points of a curve out of order"),
    Code("C225", "missing-rule", "What is paid when a figure is missing is not said, or cannot be computed"),
    Code("C226", "scope", "A scope that contradicts another"),
    Code("C227", "price", "A price that is not there for what is billed, or that contradicts another"),
    Code("C230", "pool", "The parts of a pool are not the whole of it", _WARN, acceptable=True),
    Code("C228", "quantity", "A quantity that cannot be counted as it is said"),
    Code("C229", "commitment", "A commitment, target cost, retention or baseline that contradicts itself"),
    Code("C232", "memory", "A clause on earlier periods that contradicts itself"),
    Code("C233", "calendar", "Periods, spans or working days that contradict what refers to them"),
    Code("C231", "condition", "A relief, gate or other condition that contradicts itself"),
    Code("C234", "figure", "A figure that is computed from itself, or that is called as something else"),
    Code("C236", "numbered", "Something that members do not have which are numbered anew in every period"),
    Code("C260", "scope-of-base", "A KPI that is judged on one part of the service and paid on another", _WARN, acceptable=True),
    Code("C261", "small-sample", "A sample too small to tell the target from the next step", _WARN, acceptable=True),
    Code("C262", "counted-twice", "One incident that two KPIs charge", _WARN, acceptable=True),
    Code("C263", "too-many", "More KPIs with money than anybody can steer by", _WARN, acceptable=True),
    Code("C264", "negligible", "A KPI that can move next to nothing of the bill", _WARN, acceptable=True),
    Code(
        "C265", "collections-measure", "Collections that are judged on answered calls and not on recovery", _WARN, acceptable=True
    ),
    Code("C266", "repair-measure", "Technical support or repair that is not judged on solving it", _WARN, acceptable=True),
    Code(
        "C267", "sale-incentive", "A commission on sales that nothing takes back when they are cancelled", _WARN, acceptable=True
    ),
    Code("C268", "quality-unread", "A quality target that nothing reads, beside bonuses", _WARN, acceptable=True),
    Code("C269", "channel-clock", "Seconds of waiting asked of written work", _WARN, acceptable=True),
    Code("C270", "chat-minutes", "Minutes of chats that agents hold side by side", _WARN, acceptable=True),
    Code("C272", "untouched", "A target that amendments have passed by for a year", _WARN, acceptable=True),
    Code("C240", "worse-pays-more", "A worse result pays more, as the calculation has it", _WARN, acceptable=True),
    Code("C241", "out-of-reach", "A part of a scale that no result can get to", _WARN, acceptable=True),
    Code("C242", "both-at-once", "One result that earns a bonus and costs a penalty", _WARN, acceptable=True),
    Code("C243", "penalty-on-target", "A result that meets its target and costs a penalty", _WARN, acceptable=True),
    Code("C244", "limit-never-binds", "A limit that can never bind", _WARN, acceptable=True),
    Code("C245", "limit-always-binds", "A limit that cuts every payment", _WARN, acceptable=True),
    Code("C246", "gate-blocks-itself", "A gate that is closed wherever the bonus behind it is earned", _WARN, acceptable=True),
    Code("C247", "gate-decides-nothing", "A gate that is always open or always closed", _WARN, acceptable=True),
    Code(
        "C248", "never-in-play", "A clause on several periods that cannot come into play within the term", _WARN, acceptable=True
    ),
    Code("C249", "target-out-of-reach", "A target that no result can meet, or none can miss", _WARN, acceptable=True),
    Code("C250", "band-out-of-reach", "A band that the smallest sample that counts cannot reach", _WARN, acceptable=True),
    Code("C251", "coarse-rounding", "Rounding that is coarser than what it decides", _WARN, acceptable=True),
    Code("C252", "beyond-precision", "Amounts of the contract that a spreadsheet may round another way", _WARN, acceptable=True),
    Code("C253", "never-judged", "A KPI that is never judged, or a relief that always holds", _WARN, acceptable=True),
    Code("C254", "pool-not-used-up", "KPIs that cannot take all of their pool, or take more than it", _WARN, acceptable=True),
    Code("C280", "slow-work", "Longer handle time that pays more than its target", _WARN, acceptable=True),
    Code("C281", "idle-hours", "More hours for the same work that pay more than the target", _WARN, acceptable=True),
    Code("C282", "trade-off", "A result that pays more when another is given up", _WARN, acceptable=True),
    Code("C283", "cliff", "A few contacts that decide over a part of the invoice", _WARN, acceptable=True),
    Code("C284", "used-up-early", "A limit of the year that is used up before its end", _WARN, acceptable=True),
    Code("C285", "free-failure", "A limit that is reached so often that failing more is free", _WARN, acceptable=True),
    Code("C286", "failing-pays", "One failure made good later that pays more than none", _WARN, acceptable=True),
    Code("C287", "cheaper-unmeasured", "A KPI that costs less when its figure is not delivered", _WARN, acceptable=True),
    Code("C288", "hang-ups-pay", "Callers who hang up and improve the result", _WARN, acceptable=True),
    Code("C289", "contact-boundary", "Contacts that pay more when they are held a little or cut in two", _WARN, acceptable=True),
    Code("C290", "never-in-force", "A version that is never in force", _WARN),
    Code("M301", "unknown-column", "A column that neither the contract nor the KPI catalogue knows"),
    Code("M302", "missing-figure", "A figure the contract needs is not in the measures"),
    Code("M303", "duplicate-figure", "The same figure is given twice"),
    Code("M304", "blank-cell", "A cell without a figure"),
    Code("M305", "number-form", "Not a number as the feed declares it"),
    Code("M306", "ambiguous-number", "A number that can be read in two ways"),
    Code("M307", "table-shape", "A row that does not fit its header"),
    Code("M308", "unit", "The unit is missing, or another one than the KPI has"),
    Code("M309", "cell-type", "A cell of another type than a number"),
    Code("M310", "formula-cell", "A cell whose value is computed elsewhere"),
    Code("M311", "hidden", "Something hidden or merged in the workbook"),
    Code("M312", "display", "A cell that shows something else than it holds"),
    Code("M313", "period", "A period or date that cannot be read or does not belong to the contract"),
    Code("M314", "date-system", "A date that can be read in two ways"),
    Code("M315", "domain", "A figure that cannot be"),
    Code("M316", "control", "Figures that do not agree with each other", _WARN),
    Code("M317", "workbook", "Not a workbook that can be read"),
    Code("M318", "feed", "The feed declaration does not fit the file"),
    Code("M320", "member-spelling", "A member of a dimension that is written in two ways"),
    Code("M319", "ready-made-scope", "A ready-made KPI measured on another scope than the contract asks for"),
    Code("M321", "never-measured", "A KPI needs a field that none of the measures has", _WARN),
    Code("M322", "event", "A row of the events file that does not fit contract or measures"),
    Code("M323", "manifest", "Measures that are not those that were counted"),
    Code("M324", "negative-base", "What a percentage is of is below zero, and the contract does not say what then holds", _WARN),
    Code("R601", "records", "A declaration of records that contradicts itself or names what is not there"),
    Code("R602", "record-file", "A file of records that is not there or cannot be read"),
    Code("R603", "record-text", "Text of records in another encoding than is declared"),
    Code("R604", "record-heading", "A heading that is read and the file does not have, or has twice"),
    Code("R605", "record-row", "A row of records with fewer or more cells than headings"),
    Code("R606", "record-time", "A time of a record that cannot be read"),
    Code("R607", "record-zone", "Times of records that name no zone"),
    Code("R608", "record-fold", "A time of the hour that comes twice when clocks go back"),
    Code("R609", "record-number", "A number or duration of a record that cannot be read"),
    Code("R610", "record-ambiguous", "A number of a record that can be read in two ways"),
    Code("R611", "record-value", "A word of a source that its profile does not know"),
    Code("R612", "record-key", "A record without a sound id, or without its time"),
    Code("R613", "record-versions", "Records with the same key and other contents"),
    Code("R614", "record-repeated", "Records that were there before and are not counted twice", _WARN),
    Code("R615", "record-reused", "An id that comes again later, as if it were another contact"),
    Code("R616", "record-unit", "Durations that are probably in another unit"),
    Code("R617", "record-currency", "Amounts without their currency"),
    Code("R618", "record-left-out", "Records that were left out as declared", _WARN),
    Code("R619", "record-stuck", "Contacts or states that last too long", _WARN),
    Code("R620", "record-empty", "Columns that no record fills", _WARN),
    Code("R621", "record-order", "Records whose times or states contradict each other", _WARN),
    Code("R622", "record-gap", "Days or intervals without records", _WARN),
    Code("R630", "counting", "Records that can be counted in two ways, and the contract does not say which"),
    Code("R631", "not-in-records", "Figures of the contract that are in none of the records", _WARN),
    Code("R632", "doubt", "Records of which nobody can say whether they count", _WARN),
    Code("R633", "part-of-a-period", "Records that do not reach over the whole period", _WARN),
    Code("R634", "unknown-member", "Records that do not say a member that the contract tells apart", _WARN),
    Code("R635", "no-records", "Nothing to count"),
    Code("R636", "engine", "An engine that cannot be reached, or does not have the tables"),
    Code("R637", "engine-table", "A table on an engine that is not there, or whose columns cannot be counted"),
    Code("R638", "engine-rows", "Rows on an engine that would be counted wrongly"),
    Code("R639", "intervals-added-up", "Intervals of several members that a KPI adds up", _WARN),
    Code("R650", "form", "A form of scorecards that contradicts itself"),
    Code("R651", "scorecard-columns", "A scorecard with an item or column that its form does not have, or without one it has"),
    Code("R652", "scorecard-points", "An answer that the form does not have, or more points than an item is worth"),
    Code("R653", "scorecard-gap", "A question of a scorecard without an answer"),
    Code("R654", "form-version", "A scorecard on a version of the form that is not there"),
    Code("R655", "scored-twice", "A call that was scored twice, and nobody said which score counts"),
    Code("R656", "invalid-calls", "Calls that are invalid and were left out", _WARN),
    Code("R657", "scenario-mix", "Scenarios in other shares than agreed", _WARN),
    Code("R658", "scorecard-cell", "A time, status or name on a scorecard that cannot be read"),
    Code("R660", "pseudonyms", "Names that must not be shown, and cannot be replaced"),
    Code("R661", "nothing-to-report", "No evaluation to report on"),
    Code("T701", "no-test", "No test of the contract"),
    Code("T702", "expected-name", "A test expects something that the settlement does not have"),
    Code("T703", "expected-figure", "An expected figure that cannot be compared with what it is expected of"),
    Code("T704", "test-period", "A test without a period, or with one that is not there"),
    Code("T705", "test-measures", "Measures of a test that are not there, or are said twice"),
    Code("T706", "test-change", "A test changes a figure that is not there"),
    Code("T707", "test-case", "A case of a test that cannot be computed"),
    Code("T708", "test-empty", "A test that expects nothing, or contradicts itself"),
    Code("T709", "unconfirmed", "Expected figures that no person has confirmed", _WARN),
    Code("T710", "test-code", "A finding that a test expects and that is not in the catalogue, or never comes of measures"),
    Code("T711", "not-refused", "Measures that are settled, or not warned of, and a test expects otherwise"),
    Code("W401", "spreadsheet-precision", "An amount outside of what spreadsheets round exactly", _WARN),
    Code("W402", "workbook-limit", "More than a workbook can hold"),
    Code("E501", "not-found", "A file or folder that is not there"),
    Code("E502", "exists", "A different file of that name is already there"),
    Code("E503", "cannot-write", "The file cannot be written"),
    Code("E504", "nothing-to-settle", "No period to settle"),
    Code("E505", "git", "A revision that git cannot show"),
    Code("E506", "no-such-version", "A version that the contract does not have"),
    Code("E508", "cannot-seal", "A version that cannot be sealed as it stands"),
    Code("E509", "file-number", "A file whose name says another number than its version", _WARN),
    Code("E510", "change", "A change to be tried that names nothing, or says no value"),
    Code("E511", "no-history", "Too little history to say how a year may turn out"),
    Code("E512", "no-answer", "No value gives the amount that is asked for"),
)

CODES = {code.id: code for code in _CATALOGUE}
