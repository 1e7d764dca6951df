// Package leaving holds the red flags around the end of work and what comes
// after it: equipment that does not come back, pressure, notices by
// authorities, and newcomers who take up where somebody left.
package leaving
