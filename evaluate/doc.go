// Package evaluate holds the results of a run against a truth that is known,
// and says first what it cost honest people.
//
// [Run] reads the output folder of a run (people.csv and groups.json) and a
// truth.csv whose columns are subject, kind, operator, traceable and linkable;
// operator_kind, if there, tells kinds of operator apart; every further column
// is a subgroup by which false alarms are counted. Where the truth says how many
// days of logs there are of each person (log_days), and which devices stand with a
// host since when (farm, first_boot, log_until), findings that cite logs are
// counted by detector per 1,000 people and 30 days, and devices of farms beside
// them ([Live]). Where it says which accounts of a platform completed the check
// before their first payout (first_pay), those and operators' rings are counted
// ([Platform]). [Pool] adds up several
// runs. A diverted worker is an honest person with a thief's account on
// record and counts as honest; a helper who lends an address counts neither
// way. A subject of the truth that the run does not show counts as clear.
//
// Intervals are 95 %. Personas of one operator stand or fall together, so
// theirs are taken by operator: a Wilson interval on the number of people
// that would carry as much information if they were independent. With few
// operators they are wide, and that is the truth of it.
//
// Limits. A simulated population shows what the program does under the stated
// rates and nothing else; what it misses among real people only the random
// draw of stronger checks can show. Precision depends on how common personas
// are, so it is given at three base rates and never as one number.
package evaluate
