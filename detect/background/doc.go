// Package background holds the red flags of claimed history: what employers,
// schools and referees answered, how referees relate to candidates, and CVs
// that contradict themselves or each other.
//
// Where somebody studied or worked is never a reason; only answers to
// questions that everybody is asked, and contradictions between a person's own
// records, are looked at.
package background
