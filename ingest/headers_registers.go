package ingest

import "muster"

func registerKinds() []*kindSpec {
	return []*kindSpec{
		{
			name:     Agencies,
			make:     newOf[muster.Agency](),
			hints:    []string{"agency", "agencies", "vendors", "recruiters", "suppliers", "umbrella", "umbrellas"},
			needs:    [][]string{{"name"}, {"checks_evidenced", "phones", "emails", "domain", "address", "iban", "account_number"}, {"@hint"}},
			required: []string{"name"},
			fields: []fieldSpec{
				{"name", 2, "agency|agencyname|name|firm|company|recruitmentagency"},
				{"phones", 1, "phone|phones|telephone|agencyphone|phonenumber|mainphone"},
				{"emails", 1, "email|emails|emailaddress|agencyemail|contactemail"},
				{"domain", 2, "domain|website|emaildomain|agencydomain|url"},
				{"address", 1, "address|agencyaddress|registeredaddress|postaladdress"},
				{"iban", 1, "iban|bankiban|ibannumber|accountiban|payeeiban"},
				{"account_number", 1, "accountnumber|bankaccountnumber|accountno|bankaccount|bankaccountno|payeeaccountnumber"},
				{"bank_code", 1, "sortcode|banksortcode|routingnumber|bic|swift|swiftcode|bankcode|blz|aba"},
				{"checks_evidenced", 4, "checksevidenced|evidenceofchecks|checksshown|checksproven|evidencedchecks"},
				{metaUnused, 0, "id|agencyid|contact|contactname|notes|contractdate|since"},
			},
		},
		{
			name:  Offices,
			make:  newOf[muster.Office](),
			hints: []string{"office", "offices", "sites", "locations", "coworking", "workplaces"},
			needs: [][]string{{"address", "network"}, {"name"}, {"@hint"}},
			fields: []fieldSpec{
				{"name", 2, "office|officename|site|sitename|location|name|locationname|coworking|coworkingspace"},
				{"address", 2, "address|officeaddress|siteaddress|street|addressline1|addressline2|streetaddress|city|postcode|postalcode|country"},
				{"phones", 1, "phone|phones|telephone|switchboard|officephone|phonenumber"},
				{"network", 3, "network|ip|ipaddress|cidr|egressip|publicip|officenetwork|iprange"},
				{metaUnused, 0, "id|officeid|siteid|capacity|notes|type|kind|manager"},
			},
		},
		advertSpec(Adverts, []string{"advert", "adverts", "jobads", "jobadverts", "postings", "vacancies", "jobs"}),
		advertSpec(Templates, []string{"template", "templates", "boilerplate"}),
		{
			name:     Indicators,
			make:     newOf[muster.Indicator](),
			hints:    []string{"indicator", "indicators", "ioc", "iocs", "leads", "watchlist"},
			needs:    [][]string{{"kind"}, {"value"}, {"source", "expires", "licence", "last_seen", "first_seen"}},
			required: []string{"kind", "value", "source"},
			fields: []fieldSpec{
				{"kind", 2, "kind|type|indicatortype|artefact|artifacttype|ioctype|indicatorkind"},
				{"value", 4, "value|indicator|ioc|indicatorvalue|observable"},
				{"source", 2, "source|feed|publisher|origin|sourceurl|reportedby"},
				{"first_seen", 2, "firstseen|firstseenon|firstreported|firstobserved"},
				{"last_seen", 2, "lastseen|lastseenon|published|date|lastobserved|reportedon"},
				{"licence", 3, "licence|license|terms|tlp"},
				{"expires", 2, "expires|expiry|validuntil|expireson|expirydate"},
				{metaUnused, 0, "id|notes|description|confidence|tags"},
			},
		},
		crosswalkSpec(),
		rangesSpec(),
	}
}

func rangesSpec() *kindSpec {
	return &kindSpec{
		name:     Ranges,
		make:     newOf[muster.AccountRange](),
		hints:    []string{"accountranges", "bankranges", "sortcoderanges", "ibanranges", "accountclasses", "depositaddresses", "exchangeaddresses"},
		needs:    [][]string{{"code"}, {"from"}, {"class"}},
		required: []string{"code", "from", "class"},
		fields: []fieldSpec{
			{"code", 3, "code|codekind|codetype|kindofcode|rangetype"},
			{"from", 3, "from|rangefrom|first|start|prefix|codefrom|lowest|depositaddress"},
			{"to", 2, "to|rangeto|last|end|codeto|highest"},
			{"class", 3, "class|accountclass|accountkind|kindofaccount|accountis"},
			{"name", 1, "name|provider|institution|bank|exchange|owner|psp"},
			{metaUnused, 0, "id|notes|country|source|validfrom|checked|date"},
		},
	}
}

func crosswalkSpec() *kindSpec {
	return &kindSpec{
		name:  Crosswalk,
		make:  newOf[crosswalkRow](),
		hints: []string{"crosswalk", "mapping", "idmap", "links"},
		needs: [][]string{{metaSubject}, {metaSystem}, {metaOther}},
		fields: []fieldSpec{
			{metaSubject, 2, "subject|subjectid|employeeid|personid|person"},
			{metaSystem, 4, "system|sourcesystem|othersystem|source"},
			{metaOther, 3, "id|otherid|systemid|sourceid|externalid"},
		},
	}
}

// crosswalkRow is a line of a crosswalk table; its columns are meta paths.
type crosswalkRow struct{}

func advertSpec(kind TableKind, hints []string) *kindSpec {
	needs := [][]string{{"text"}, {"vacancy"}, {"@hint"}}
	if kind == Templates {
		needs = [][]string{{"text"}, {"@hint"}} // many have no name
	}
	return &kindSpec{
		name:     kind,
		make:     newOf[muster.Advert](),
		hints:    hints,
		needs:    needs,
		required: []string{"text"},
		fields: []fieldSpec{
			{"vacancy", 2, "vacancy|job|jobtitle|title|position|posting|name|jobname|role|templatename"},
			{"text", 3, "text|description|advert|adverttext|jobdescription|body|content|templatetext"},
			{softly + "text", 3, "template"},
			{metaUnused, 0, "id|jobid|department|location|posted|postedon|closed|closedon|status|date|language"},
		},
	}
}
