// Package casework is the one place where people's acts take effect: checks,
// gates, clearings, cases, decisions, unlocks, notices, policies, users.
//
// # Idea
//
// Every human act is a typed struct handed to Desk.Do. In one transaction the
// desk looks whether it has done this act before (an idempotency key), asks
// the permission table, lets the act look at the state it meets and write its
// rows, appends the observations that come of it, and writes the entry in the
// ledger. So nothing is held against a person, and nothing is let go, without
// a named person, a reason and an entry.
//
// Nothing here decides. A gate that is not met says what would meet it; an
// escalation has a clock, and when it runs out the process goes on unless a
// named person wrote why not.
//
// # Who may do and see what
//
// permission.go holds two tables: acts by role, and fields by role. A role is
// granted for a legal entity and a country, or for all. What a reader returns
// has been through the field table already; pages and the API cannot unmask.
//
// # Two people
//
// An override, an adverse step and a policy that lowers something are proposed
// by one person and take effect when a second signs: see Step. Where nobody
// inside can be the second, somebody outside signs by a link that works once.
//
// # What the program does by itself
//
// Escalate starts the clock of an assessment, Lapse lets the process go on when
// it ran out, ApplyRetention erases what is past its days. Each leaves an entry
// whose author is the program. Acts lists all acts in the order of the ledger,
// for messages and event streams. Standing.Assess is how an assessment takes
// account of what people decided.
package casework
