package ingest

import (
	"slices"

	"muster"
)

func peopleKinds() []*kindSpec {
	return []*kindSpec{peopleSpec(), changesSpec(), leaversSpec(), checksSpec(), reportsSpec()}
}

func peopleSpec() *kindSpec {
	return &kindSpec{
		name:  People,
		make:  newOf[muster.Person](),
		hints: []string{"people", "person", "employee", "employees", "worker", "workers", "staff", "headcount", "hris", "directory", "contractors", "roster", "team", "mitarbeiter", "personnel"},
		needs: [][]string{{"full_name", "given_name", "family_name"}, {"started", "job_title", "employment", "department", "login", "manager", metaPerson, "role_class", "legal_entity", "contact.emails", "contact.phones", "date_of_birth", "@hint"}},
		fields: slices.Concat(refFields(), nameFields(1), contactFields(1), homeFields(1), []fieldSpec{
			{"known_as", 1, "knownas|preferredname|preferredfirstname|nickname|goesby|rufname|preferredfullname"},
			{"former_names", 1, "formername|formernames|previousname|previousnames|maidenname|birthname|geburtsname|previoussurname|formersurname"},
			{"date_of_birth", 1, "dateofbirth|dob|birthdate|birthday|geburtsdatum|birthdatemmddyyyy"},
			{"tax_address", 2, "taxaddress|addressfortax|p45address|w4address"},
			{"payroll_address", 2, "payrolladdress|payslipaddress|addressonpayroll"},
			{"national_id", 1, "nationalid|nationalinsurancenumber|ninumber|nino|nin|ssn|socialsecuritynumber|taxid|nationalidnumber|sin|socialinsurancenumber|steueridentifikationsnummer|steuerid|taxidentificationnumber|sozialversicherungsnummer|governmentid"},
			{"job_title", 2, "jobtitle|position|businesstitle|role|jobrole|stelle|positiontitle|jobprofile|jobposition"},
			{softly + "job_title", 2, "title"}, // Mr and Mrs in some exports, beside the job's
			{softly + "job_title", 0, "job"},   // what applicants apply for in others
			{"department", 2, "department|division|team|abteilung|costcenter|costcentre|supervisoryorganization|businessunit|departmentname"},
			{"legal_entity", 2, "legalentity|company|companyname|subcompany|entity|employingentity|gesellschaft|employer"},
			{"manager", 2, "managerid|manageremployeeid|reportstoid|supervisorid|linemanager|managernumber|supervisoreid|managersemployeeid|linemanagerid|reportingtoid"},
			{metaUnused, 1, "manager|managername|reportsto|reportingto|supervisor|supervisorname|linemanager|status|employmentstatus|workerstatus|activestatus|site|location|office|workphone|state|county|region|middlename|costcentercode|worklocation|worklocationname|contracttype|weeklyhours|fte|payfrequency|salary|payrate|notes|taxcode|jobcode|lifecyclestatus|originalhiredate|statecode|" + payrollHeaders},
			{"role_class", 3, "roleclass|riskclass|accessclass|accesslevel|privilegedaccess|rolecategory"},
			{"employment", 3, "employmenttype|workertype|employeetype|employment|typeofemployment|beschaftigungsart|contracttypename|engagementtype|workersubtype"},
			{"agency", 1, "agency|agencyname|staffingagency|vendor|recruitmentagency|supplier|employerofrecord"},
			{"login", 2, "login|username|userid|accountlogin|networkid|adusername|samaccountname|loginname"},
			{metaAccount, 1, "workemail|emailprimarywork|primaryworkemail|workemailaddress|companyemail|businessemail|corporateemail|upn|userprincipalname"},
			{"started", 3, "startdate|workstartdate|started|hiredate|datehired|joindate|joiningdate|dateofjoining|hiredon|eintrittsdatum|eintritt|firstday|firstdayofwork|employmentstartdate|contractstartdate|datestarted|joined|dateofhire|companystartdate"},
			{"ended", 2, "enddate|ended|terminationdate|leavedate|leavingdate|lastday|lastdayofwork|austrittsdatum|dateofleaving|contractend|contractends|contractenddate|employmentenddate|leftdate|dateleft"},
			{"identity_verified", 2, "identityverified|identityverifiedon|idverified|idverifiedon|righttoworkchecked|righttoworkcheckdate|righttoworkdate|idcheckdate|identitycheckdate|i9completed"},
			{"adjustment", 1, "adjustment|checksswapped|adjustmentonfile"},
			{metaFile, 1, "cvfile|resumefile|photofile|idfile|attachment|attachments|files|cvpath|documentpath|cv|resume"},
		}),
	}
}

// payrollHeaders are further columns of payroll and HR exports that say nothing
// about who somebody is, or that are somebody else's.
const payrollHeaders = "foreigncountry|passportnumber|starterdeclaration|secondedtoworkinuk|annualpayrate|paymentmethod|paymentbankbranch|paymentbankreference|tradingname|uniquetaxreferenceutr|businesstype|companyregistrationnumbercrn|partnershipname|vatregistrationnumbervrn|verificationnumber|initial|initials|legalmiddlename|wk1mth1basis|nicategory|previouspayrollidstatus|directorstatus|datedirectorshipbegan|paymentfrequency|" +
	"grosssalary|salaryperperiod|salarycurrency|slrfromdate|slrtodate|slrplantype|pglrfromdate|pglrtodate|payperiod|paygroup|paytype|paychangereason|payrateeffectivedate|" +
	"emergencyname|emergencyrelationship|emergencyphonenumber|emergencyphone|emergencyemail|emergencycontact|emergencycontactname|emergencycontactphone|" +
	"bestemail|workmobile|worktelephone|workphoneextension|workphoneplusextension|employmenthistorystatus|exempt|flsacode|photouploaded|rehiredate|" +
	"standardhoursperweek|fullparttime|onleave|workdayid"

func changesSpec() *kindSpec {
	return &kindSpec{
		name:     Changes,
		make:     newOf[muster.Change](),
		hints:    []string{"changes", "change", "namechange", "addresschange", "namechanges", "addresschanges", "history", "audit"},
		needs:    [][]string{{"field"}, {"old", "new"}},
		required: []string{"field"},
		fields: slices.Concat(refFields(), []fieldSpec{
			{"field", 3, "field|fieldname|changedfield|fieldchanged|changetype|whatchanged|attribute|typeofchange|datafield|dataitem|itemchanged"},
			{"old", 3, "old|oldvalue|previousvalue|from|before|previous|oldname|oldaddress|valuebefore|originalvalue|fromvalue|changedfrom"},
			{"new", 3, "new|newvalue|currentvalue|to|after|newname|newaddress|valueafter|tovalue|changedto|updatedvalue"},
			{"at", 1, "at|date|changedate|changedon|changedat|effectivedate|effective|effectivefrom|dateofchange|changeddate|datechanged|when|whenchanged|timestamp|changetime|dateandtime|datetime"},
			{"documented", 2, "documented|evidence|evidenced|evidenceseen|papersseen|documentseen|proofseen"},
			{metaBy, 0, "changedby|who|amendedby|modifiedby|updatedby|enteredby|changesource|changechannel|user|username|changedbyuser"},
			{metaUnused, 0, "name|employeename|employee|reason|notes"},
		}),
	}
}

func leaversSpec() *kindSpec {
	return &kindSpec{
		name:  Leavers,
		make:  newOf[muster.Leaver](),
		hints: []string{"leaver", "leavers", "termination", "terminations", "exits", "offboarding", "departures"},
		needs: [][]string{{"left"}, {"reason", "concern", "announced"}},
		fields: slices.Concat(refFields(), []fieldSpec{
			{"left", 3, "left|leftdate|leavingdate|leavedate|terminationdate|lastday|lastdayofwork|enddate|dateofleaving|exitdate|lefton|dateleft|termdate"},
			{"reason", 3, "reason|leavingreason|reasonforleaving|terminationreason|exitreason|leaverreason|terminationtype|terminationcategory"},
			{"concern", 3, "concern|concernconfirmed|identityconcern|confirmedconcern|identityconcernconfirmed"},
			{"announced", 2, "announced|noticegiven|noticedate|resignationdate|announcedon|noticegivenon|dateofnotice"},
			{metaUnused, 0, "name|employeename|employee|firstname|lastname|jobtitle|department|manager|notes|surname|startdate|hiredate|eligibleforrehire|rehireeligible"},
		}),
	}
}

func checksSpec() *kindSpec {
	return &kindSpec{
		name:     Checks,
		make:     newOf[muster.Check](),
		hints:    []string{"check", "checks", "verification", "verifications", "screening", "vetting"},
		needs:    [][]string{{"type"}, {"outcome", "requested", "done", "due"}},
		required: []string{"type"},
		fields: slices.Concat(refFields(), recordedFields(), []fieldSpec{
			{"type", 2, "type|check|checktype|checkname|verification|verificationtype|screeningtype|checkkind|step"},
			{"requested", 3, "requested|requestedon|requestedat|ordered|orderedon|requestdate|daterequested|started"},
			{"due", 2, "due|duedate|dueon|dueby|deadline"},
			{"done", 3, "done|completed|completedon|completedat|completiondate|donedate|doneon|date|checkdate|datecompleted|checkedon"},
			{"expires", 1, "expires|expirydate|expiry|validuntil|expireson"},
			{"outcome", 3, "outcome|result|status|checkresult|checkstatus|adjudication|decision"},
			{"postponed", 2, "postponed|timespostponed|rescheduled|timesrescheduled|postponements|moved"},
			{"provider", 1, "provider|vendor|supplier|checkprovider|screeningprovider|performedbyprovider"},
			{"name", 1, "namefound|verifiedname|nameoncheck|matchedname|nameverified"},
			{"address", 1, "addressfound|verifiedaddress|addressverified|addressoncheck"},
			{"signs", 2, "signs|sign|flags|observations|redflags"},
			{metaUnused, 0, "name|employeename|candidatename|notes|employee|fullname"},
		}),
	}
}

func reportsSpec() *kindSpec {
	return &kindSpec{
		name:     Reports,
		make:     newOf[muster.Report](),
		hints:    []string{"report", "reports", "concerns", "incidents", "tips"},
		needs:    [][]string{{"sign"}, {"at", "text", "recorded.recorded_by"}},
		required: []string{"sign"},
		fields: slices.Concat(refFields(), recordedFields(), []fieldSpec{
			{"sign", 3, "sign|signs|flag|whatwasreported|category|concerntype|reporttype|incidenttype|type"},
			{"at", 1, "at|date|reportedon|reportedat|reportdate|incidentdate|datereported|dateofreport"},
			{"text", 1, "text|description|details|notes|report|summary|comment"},
			{metaUnused, 0, "name|employeename|candidatename|employee|fullname"},
		}),
	}
}
