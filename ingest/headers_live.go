package ingest

import (
	"slices"

	"muster"
)

// liveKinds are the tables that logs are compared with: what was issued to
// whom, and what was agreed.
func liveKinds() []*kindSpec { return []*kindSpec{devicesSpec(), agreementsSpec()} }

func devicesSpec() *kindSpec {
	return &kindSpec{
		name:     Devices,
		make:     newOf[muster.Issued](),
		hints:    []string{"devices", "device", "issued", "issueddevices", "assigneddevices", "endpoints", "computers"},
		needs:    [][]string{{"device"}, {"from", "until", "@hint"}},
		required: []string{"device"},
		fields: slices.Concat(refFields(), []fieldSpec{
			{"device", 3, "serial|serialnumber|serialno|deviceserial|deviceserialnumber|device|deviceid|hardwareserial|systemserialnumber"},
			{"model", 1, "model|devicemodel|hardwaremodel|make|type|devicetype|description"},
			{"from", 3, "issued|issuedon|issuedat|issuedate|dateissued|assignedon|assignedat|assigneddate|dateassigned|checkedout|checkoutdate|handedover|handedoveron|assigned|inusesince"},
			{"until", 3, "returned|returnedon|returnedat|returndate|datereturned|checkedin|checkindate|unassignedon|takenback|takenbackon|handedback"},
			{metaRecord, 1, "assettag|assetid|asset|assetnumber"},
			{metaUnused, 0, "name|employeename|employee|email|os|osversion|status|notes|location|department|hostname|devicename|fullname|warranty|manufacturer"},
		}),
	}
}

func agreementsSpec() *kindSpec {
	return &kindSpec{
		name:     Agreements,
		make:     newOf[muster.Agreed](),
		hints:    []string{"agreements", "agreement", "agreed", "travel", "arrangements", "exceptions"},
		needs:    [][]string{{"what"}, {"from", "until"}},
		required: []string{"what"},
		fields: slices.Concat(refFields(), []fieldSpec{
			{"what", 3, "what|whatwasagreed|agreement|agreementtype|agreed|arrangement|arrangementtype|kind|type"},
			{"from", 2, "from|fromdate|start|startdate|validfrom|startson|begins|firstday"},
			{"until", 2, "until|to|todate|end|enddate|validuntil|endson|ends|lastday"},
			{"city", 1, "city|town|place|destination|destinationcity"},
			{"country", 1, "country|destinationcountry"},
			{"utc_offset", 2, "utcoffset|timezoneoffset|offset|offsetfromutc"},
			{"start_minute", 2, "starttime|hoursfrom|workfrom|dailystart|fromhour"},
			{"end_minute", 2, "endtime|hoursuntil|workuntil|dailyend|untilhour"},
			{"name", 2, "tool|toolname|product|service|servicename|nameoftool|software"},
			{metaRecord, 1, "agreementid|agreementnumber"},
			{metaUnused, 0, "name|employeename|employee|fullname|approvedby|agreedby|notes|reason|department|manager|email"},
		}),
	}
}

// agreedWords are what an agreement may be about.
func agreedWords() []string {
	return []string{
		"travel: trip|business trip|work from abroad|working abroad|workation|stay abroad|holiday abroad|second home",
		"hours: working hours|work hours|other hours|flexible hours|shift|night shift",
		"on_call: oncall|on call|standby|stand by|on-call",
		"tool: remote tool|remote access tool|software|approved tool",
		"vpn: own vpn|vpn service",
		"own_device: byod|bring your own device|personal device|own laptop|private device",
		"second_job: side job|secondary employment|second employment|sideline|other job",
	}
}
