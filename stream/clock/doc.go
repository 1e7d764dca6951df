// Package clock asks one question: do the hours at which somebody was active
// fit the clock they said they keep?
//
// It is only ever asked against a claim. There are three answers: fits, does
// not fit, not enough. Which other clock would fit is never given out, since
// that would be a guess of where somebody is.
//
// # Method
//
// Events are counted by the half hour of the week in which they fell, each
// half hour of each day once, so that a burst of work weighs no more than a
// single act. Read on a clock, the counts become a profile: the share of
// activity in each hour of a working day and of a day at the weekend, 48
// numbers, smoothed over five hours, as square roots (which makes the noise
// of counting even). The [Template] says how such profiles look and vary
// together among people whose clock is known: a mean and a covariance, from
// which every early riser and night owl follows. A claim is weighed against
// the clocks at least [Apart] hours away from it: how much better does the
// template explain the profile on one of those? Nearer clocks do not compete,
// so that somebody who starts the day three hours late is not accused of it.
// A claim names the standard time; the same clock with an hour of daylight
// saving in the northern or southern summer fits as well.
//
// # What it cannot see
//
// Somebody who works nights on the claimed clock looks like somebody who works
// days on another. Care for others, illness, agreed flexible hours and the
// hours of a team far away do the same. The answer is weak evidence, says so,
// and below [MinHalfHours] and [MinDays] there is none.
//
// State is a few kilobytes for a person, whatever the number of events.
package clock
