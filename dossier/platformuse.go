package dossier

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"muster"
	"muster/normal"
)

// usage says what an account is used on and through.
func (b *builder) usage() {
	f := &b.d.Platform.Usage
	f.Since = -1
	f.Hold = !b.card.verified.IsZero() || slices.ContainsFunc(b.observations, func(o muster.Observation) bool {
		c, ok := o.Data.(*muster.Check)
		return ok && c.Outcome == muster.OutcomePassed && (c.Type == muster.CheckAddress || c.Type == muster.CheckIdentity)
	})
	days, open, phones, devices := map[int32]muster.Ref{}, map[int32]bool{}, map[int32]bool{}, map[string]bool{}
	last := b.lastSignIn()
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.SignIns)
		if !ok || d.Passed == 0 || d.Day.IsZero() || last-dayOf(d.Day) >= keptDays {
			continue
		}
		day := dayOf(d.Day)
		if onPhone(d) {
			phones[day] = true
			continue
		}
		if d.Client == muster.ClientProgram {
			continue
		}
		if _, had := days[day]; !had {
			days[day] = muster.Ref(i)
			f.First, f.Last = cmp.Or(f.First, d.Day), latest(f.Last, d.Day)
			f.First = sooner(f.First, d.Day)
		}
		if d.Network != muster.NetworkHosting {
			open[day] = true
		}
		devices[normal.Fold(string(d.Device))] = true
	}
	f.Days, f.Hosted, f.Phones, f.Devices = len(days), len(days)-len(open), len(phones), len(devices)
	if devices[""] {
		f.Devices = 0 // some days name none, so how many there are is not known
	}
	f.Others = len(b.d.Platform.Devices) > 0
	var refs []muster.Ref
	for _, day := range sortedDays(days) {
		refs = append(refs, days[day])
	}
	f.Refs = firstAndLast(refs)
	b.usualLine(f)
}

func (b *builder) lastSignIn() int32 {
	last := int32(0)
	for i := range b.observations {
		if d, ok := b.observations[i].Data.(*muster.SignIns); ok && !d.Day.IsZero() {
			last = max(last, dayOf(d.Day))
		}
	}
	return last
}

// usualLine is the fixed home line elsewhere that the account was used from most.
func (b *builder) usualLine(f *muster.UsageFact) {
	for i := range b.d.Live.Networks.Lines {
		l := &b.d.Live.Networks.Lines[i]
		if l.Days <= f.LineDays {
			continue
		}
		f.Line, f.LineDays, f.LineAll, f.Refs = l.Place, l.Days, l.All, l.Refs
		f.Since = -1
		if days, ok := b.d.Platform.Created.Days(l.First); ok {
			f.Since = days
		}
	}
}

// burstOf is how many proposals within one minute are a burst.
const burstOf = 10

// machine counts traces of automation. Proposals that all state one and the same
// second were stamped by an export and say nothing.
func (b *builder) machine() {
	f := &b.d.Platform.Machine
	scripted, all, sent := map[int32]bool{}, map[int32]bool{}, map[int32][]int64{}
	var refs []muster.Ref
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.SignIns:
			if d.Passed == 0 || d.Day.IsZero() {
				continue
			}
			all[dayOf(d.Day)] = true
			if d.Client == muster.ClientAutomated {
				scripted[dayOf(d.Day)] = true
				refs, f.Last = append(refs, muster.Ref(i)), latest(f.Last, d.Day)
			}
		case *muster.Bid:
			if d.Times <= 1 && d.Sent.Precision >= muster.PrecisionSecond {
				day := dayOf(d.Sent)
				if len(sent[day]) == 0 || len(sent[day]) == burstOf {
					refs = append(refs, muster.Ref(i))
				}
				sent[day], f.Last = append(sent[day], d.Sent.Micros), latest(f.Last, d.Sent)
			}
		}
	}
	for _, times := range sent {
		if most := withinMinute(times); most >= burstOf {
			f.Bursts++
			f.Most = max(f.Most, most)
		}
	}
	f.Scripted, f.Days = len(scripted), len(all)
	f.Refs = firstAndLast(refs)
}

// withinMinute is the most moments within one minute, 0 where all of those are
// one.
func withinMinute(times []int64) int {
	const minute = 60_000_000 // microseconds
	slices.Sort(times)
	most, from := 0, 0
	for to := range times {
		for times[to]-times[from] > minute {
			from++
		}
		if n := to - from + 1; n > most && times[to] != times[from] {
			most = n
		}
	}
	return most
}

// lentWords are the forms in which accounts are offered or asked for, as words
// that stand near each other: what is done, whose account it is, and what for.
var lentWords = sync.OnceValue(func() [3]*regexp.Regexp {
	const do = `(?:rent|lease|lend|borrow|buy|sell|share|use|provide|give|need|looking for|want)`
	const thing = `(?:account|profile|identity|id card|passport|driving licen[cs]e|laptop|kyc|verification|bank account|payoneer|upwork|freelancer account)`
	return [3]*regexp.Regexp{
		regexp.MustCompile(`(?i)\b` + do + `(?:ing|ed|s)?\b[^.!?\n]{0,40}\b(?:your|ur|verified|someone(?:'s)?|other people(?:'s)?|us based|my)\b[^.!?\n]{0,30}\b` + thing + `s?\b`),
		regexp.MustCompile(`(?i)\b(?:account|identity|id) (?:partner|lender|owner|renter|holder)s?\b|\binterview (?:proxy|proxies|stand-?in)\b|\blaptop (?:host|farm|holder)s?\b|\battend (?:the )?interviews? (?:for|on behalf)`),
		regexp.MustCompile(`(?i)(?:\$|€|£|usd|eur|gbp|usdt)\s?\d|\d+\s?(?:%|percent|usd|eur|gbp|usdt|dollars)|\b(?:monthly|per month|a month|passive income|share of (?:the )?(?:income|earnings|pay)|commission|split)\b`),
	}
})

// warnWords are the forms in which somebody tells that they were asked, or warns
// others of it. "No scam" is how an advert speaks of itself and is none of them.
var warnWords = sync.OnceValue(func() *regexp.Regexp {
	const other = `(?:some(?:body|one)|they|he|she|people)`
	const asked = `(?:asked|offered|messaged|contacted|approached)`
	return regexp.MustCompile(`(?i)\b(?:(?:asked|asks|asking|offered|offers|offering|messaged|contacted|approached|wrote to|wants|wanted|tried to get) (?:me|us)\b|(?:was|were|been|got|being) ` + asked + `\b|` + other + ` (?:` + asked + `|wanted|tried)\b|beware\b|(?:this|it|which) (?:is|was|looks like) a scam\b|scammers?\b|(?:do not|don'?t|never) (?:do (?:it|this|that)|fall for|agree|accept (?:it|this|them)|reply to|answer (?:them|it)|lend|rent|sell)\b|report(?:ed)? (?:them|him|her|it|this|these|such)\b)`)
})

// countryUS is "US" where it names the country: "offering US accounts" is an advert
// and asks nobody.
var countryUS = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:(?i:us)[ -](?i:based|citizens?|residents?|persons?)|US[ -](?i:verified|accounts?|profiles?|laptops?|bank|upwork|payoneer|freelancer|identity|identities|id|passports?))\b`)
})

// boasts are the forms in which an advert itself speaks of scammers: it wants none,
// or says that it is none. Each would hide the advert it stands in.
var boasts = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:(?:no|not (?:a|for)|without) scammers?|scammers? (?:please )?(?:stay|keep|go) (?:away|out))\b`)
})

func warns(text string) bool {
	text = boasts().ReplaceAllString(countryUS().ReplaceAllString(text, "there"), "safe")
	return warnWords().MatchString(text)
}

// lent counts the account's own messages that offer or ask for the account,
// identity or laptop of somebody else, for a share or pay. Both parts must be
// there: who asks for a share of a screen, or sells a phone, does not count, nor
// does who warns others of such adverts.
func (b *builder) lent() {
	f := &b.d.Platform.Lent
	words := lentWords()
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Message)
		if !ok {
			continue
		}
		text := strings.ToValidUTF8(string(d.Text), "")
		if asks := words[0].MatchString(text) || words[1].MatchString(text); !asks || !words[2].MatchString(text) || warns(text) {
			continue
		}
		f.Texts++
		f.Last = latest(f.Last, earliest(b.observations[i].Happened, b.observations[i].Recorded))
		if len(f.Refs) < citedRecords {
			f.Refs = append(f.Refs, muster.Ref(i))
		}
	}
}

// handed lists the accounts that did work under the subject's contracts.
func (b *builder) handed() {
	at := map[int32]int{}
	p := &b.d.Platform
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Contract)
		if !ok || d.Worker == "" {
			continue
		}
		other, known := b.x.find(d.Worker)
		if !known || other == b.index {
			continue
		}
		k, had := at[other]
		if !had {
			k = len(p.Handed)
			at[other] = k
			card := b.x.card(other)
			p.Handed = append(p.Handed, muster.HandedFact{Other: b.person(other), Agency: b.card.agency || card.agency || b.card.side == muster.SideAgency || card.side == muster.SideAgency})
		}
		h := &p.Handed[k]
		h.Times++
		if len(h.Refs) < citedRecords {
			h.Refs = append(h.Refs, muster.Ref(i))
		}
	}
}
