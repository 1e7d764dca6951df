package ingest

import (
	"slices"

	"muster"
)

func hiringKinds() []*kindSpec {
	return []*kindSpec{applicationsSpec(), interviewsSpec(), referencesSpec(), referralsSpec(), documentsSpec()}
}

func applicationsSpec() *kindSpec {
	return &kindSpec{
		name:  Applications,
		make:  newOf[muster.Application](),
		hints: []string{"application", "applications", "applicant", "applicants", "candidate", "candidates", "ats", "greenhouse", "lever", "ashby", "workable", "opportunities", "pipeline", "recruiting"},
		needs: [][]string{{"full_name", "given_name", "family_name", "contact.emails", metaCandidate, metaApplication}, {"vacancy", "applied", "status", "channel", metaCandidate, metaApplication}},
		fields: slices.Concat(refFields(), nameFields(1), contactFields(1), homeFields(1), []fieldSpec{
			{"date_of_birth", 0, "dateofbirth|dob|birthdate|birthday"},
			{"vacancy", 3, "vacancy|job|jobname|jobsname|jobtitle|posting|postingtitle|position|requisition|role|jobposting|positionapplied|appliedfor|vacancytitle|jobs|jobopening|requisitionname|postingname|positionappliedfor"},
			{"applied", 3, "applied|appliedon|appliedat|applieddate|applicationdate|dateapplied|applicationcreatedat|candidatecreatedat|createdat|creationtime|createdon|submittedat|submittedon|dateofapplication|applicationsubmitted|created|createdatgmt|submitted|dateadded|addedon"},
			{"status", 3, "status|applicationstatus|candidatestatus|jobstatus|disposition|currentstatus|state"},
			{softly + "status", 3, "stage|currentstage|currentinterviewstage|pipelinestage|applicationstage|currentstagename|hiringstage"},
			{"status_at", 1, "statusat|statusdate|laststagechange|lastactivity|lastactivityat|hiredat|rejectedat|rejectedon|archivedat|archivedatgmt|hiredon|hireddate|statuschangedat|laststagechangeat|rejectiondate|hiredatgmt|archiveddate|stagechangedat"},
			{"channel", 3, "source|sources|sourcedfrom|sourcetitle|origin|channel|applicationsource|sourcename|candidatesource|howdidyouhear|howdidyouhearaboutus|sourcetype|jobboard|domain|sourcing"},
			{"agency", 2, "agency|agencyname|recruitmentagency|staffingagency|recruiteragency|submittedbyagency"},
			{"referrer", 2, "referrer|referrername|creditedtousername|referredby|referrerid|whogetscredit|creditedto|referral|referredbyid"},
			{"ip", 3, "ip|ipaddress|applicationip|submittedip|sourceip|submissionip"},
			{"device", 3, "device|deviceid|fingerprint|browserfingerprint|devicefingerprint|visitorid|clientid"},
			{"employer", 1, "company|currentcompany|currentemployer|employer|latestemployer|candidatecompany|lastemployer|organization|mostrecentemployer"},
			{"education.institution", 1, "school|university|college|institution|schoolname|educationinstitution|almamater|educationschool"},
			{"education.degree", 1, "degree|qualification|fieldofstudy|educationdegree"},
			{"education.start", 1, "educationstart|schoolstart|educationstartdate|studystart"},
			{"education.stated_to", 1, "statedto|educationstatedto|degreestatedto"},
			{"education.end", 1, "educationend|graduationdate|graduated|schoolend|educationenddate|graduationyear|studyend"},
			{"letter", 2, "coverletter|letter|coverlettertext|motivation|answers|message|summary|applicationanswers|freetext"},
			{"adjustment", 1, "adjustment|adjustmentrequested|adjustmentagreed"},
			{metaFile, 2, "resume|cv|cvfile|resumefile|resumefilename|cvfilename|attachment|attachments|resumepath|cvpath|files|document|resumename|cvname|photo|idfile|coverletterfile"},
			{metaUnused, 0, "recruiter|coordinator|hiringmanager|rejectionreason|archivereason|disqualificationreason|disqualified|tags|title|headline|owner|location|office|department|postingid|jobid|requisitionid|resumeurl|currentstageid|stageid|sourceid|timezone|postingowner|score|rating|candidateowner|middlename|offices|departments|jobdepartment|joboffice|jobofficelocation|lastactivitydate|reasonforarchive|sourcecategory|jobcode|offerdate|" + trackingHeaders},
		}),
	}
}

// trackingHeaders are further columns of applicant systems about the process.
const trackingHeaders = "sourcedfromtype|creditedtouserid|isprospect|prospectowner|prospectownername|prospectowneruserid|prospectpoolid|prospectstageid|rejectedreasonid|" +
	"recruitername|hiringmanagers|jobdepartments|jobparentdepartments|joboffices|daysinstage|contact|archivedreason|lastinteractionat|lastadvancedat|" +
	"isanonymized|confidentiality|snoozeduntil|applicationids"

func interviewsSpec() *kindSpec {
	return &kindSpec{
		name:  Interviews,
		make:  newOf[muster.Interview](),
		hints: []string{"interview", "interviews", "meetings", "scorecards", "schedule"},
		needs: [][]string{{"start", "interviewer", "round", "camera_on"}, {"interviewer", "camera_on", "display_name", "mode", "signs", "moved_from", "round", "account_emails"}},
		fields: slices.Concat(refFields(), recordedFields(), []fieldSpec{
			{"announced", 2, "announced|announcedat|announcedon|invitedat|invitationsent|invitesent"},
			{"start", 2, "start|starttime|startat|interviewdate|interviewtime|scheduledat|scheduledfor|date|datetime|interviewstart|startdate|interviewat|scheduledstart|scheduledtime|heldon|interviewstarttime|interviewdatetime|time|timeofinterview"},
			{"end", 1, "end|endtime|endat|interviewend|scheduledend|interviewendtime|enddate"},
			{"moved_from", 3, "movedfrom|rescheduledfrom|originaltime|originalstart|previousstart|originaldate|postponedfrom"},
			{"round", 2, "round|stage|interviewstage|interviewname|interviewtype|step|interview|interviewround|interviewtitle"},
			{"mode", 2, "mode|format|medium|type|meetingtype|interviewmode|interviewformat|heldvia"},
			{"status", 1, "status|interviewstatus|outcome|attendance|interviewoutcome"},
			{"interviewer", 3, "interviewer|interviewers|interviewedby|panel|interviewername|host|organizer|organiser|interviewernames"},
			{"display_name", 3, "displayname|meetingdisplayname|nameshown|screenname|zoomname|participantname|nameinmeeting"},
			{"display_names", 3, "displaynames|namesshown|allnamesshown|meetingdisplaynames"},
			{"account_emails", 3, "accountemail|accountemails|meetingemail|meetingaccount|participantemail|zoomemail|joinedas|meetingaccountemail|joinemail"},
			{"ip", 2, "ip|ipaddress|joinip|participantip|meetingip"},
			{"camera_on", 3, "cameraon|camera|video|videoon|webcamon|cameraused"},
			{"signs", 2, "signs|sign|flags|observations|redflags|noted"},
			{"notes", 1, "notes|note|interviewnotes|comments|feedback|remarks"},
			{metaFile, 0, "file|attachment|recordingfile"},
			{metaUnused, 0, "name|candidatename|candidateemail|email|job|jobname|position|vacancy|recommendation|overallrecommendation|score|rating|fullname|jobtitle|applicantname|recruiter"},
		}),
	}
}

func referencesSpec() *kindSpec {
	return &kindSpec{
		name:  References,
		make:  newOf[muster.Reference](),
		hints: []string{"reference", "references", "referee", "referees"},
		needs: [][]string{{"referee", "emails", "phones"}, {"referee", "outcome", "contact_found_by", "employer_domain"}},
		fields: slices.Concat(refFields(), recordedFields(), []fieldSpec{
			{"referee", 4, "referee|refereename|referencename|referee name|refereefullname|nameofreferee|refname|contactname|referencecontact"},
			{"emails", 3, "refereeemail|referenceemail|refereeemails|emailofreferee|refereeemailaddress|refemail|email|emailaddress"},
			{"phones", 3, "refereephone|referencephone|refereephones|refereetelephone|phoneofreferee|refereephonenumber|refphone|refereemobile|phone|phonenumber"},
			{"employer", 2, "employer|company|organisation|organization|refereeemployer|refereecompany|school|referencecompany|refereeorganisation|refereeorganization"},
			{"employer_domain", 3, "employerdomain|companydomain|organisationdomain|organizationdomain|domain|employerwebsite|companywebsite"},
			{"contact_found_by", 3, "contactfoundby|foundby|contactsource|suppliedby|contactsuppliedby|sourceofcontact|contactfrom|contactprovidedby"},
			{"outcome", 3, "outcome|result|status|referenceoutcome|referencestatus|referenceresult|response|verdict"},
			{"at", 1, "at|date|checkedon|completedon|referencedate|receivedon|datereceived|completedat|datechecked|contactedon|done"},
			{metaUnused, 0, "name|candidatename|relationship|notes|comments|refereetitle|jobtitle|refereejobtitle|fullname|candidateemail|employeename|applicantname"},
		}),
	}
}

func referralsSpec() *kindSpec {
	return &kindSpec{
		name:     Referrals,
		make:     newOf[muster.Referral](),
		hints:    []string{"referral", "referrals"},
		needs:    [][]string{{"referrer"}, {"at", "relation", metaCandidate, metaApplication, metaPerson, metaSubject, metaID}},
		required: []string{"referrer"},
		fields: slices.Concat(refFields(), []fieldSpec{
			{"referrer", 4, "referrer|referrerid|referredby|referredbyid|referringemployee|referringemployeeid|referreremployeeid|recommendedby|referrerpersonid"},
			{"at", 1, "at|date|referredon|referredat|referraldate|datereferred|submittedon"},
			{"relation", 3, "relation|relationship|howknown|howdoyouknow|knownfrom|relationtocandidate"},
			{metaUnused, 0, "name|candidatename|notes|bonus|bonuspaid|referrername|fullname|vacancy|job"},
		}),
	}
}

func documentsSpec() *kindSpec {
	return &kindSpec{
		name:  Documents,
		make:  newOf[muster.Document](),
		hints: []string{"document", "documents", "passports", "iddocuments", "kyc", "righttowork"},
		needs: [][]string{{"number", "mrz", "expires", "portrait"}, {"type", "number", "mrz"}},
		fields: slices.Concat(refFields(), recordedFields(), []fieldSpec{
			{"type", 2, "type|documenttype|doctype|idtype|document|documentkind|idkind"},
			{"number", 4, "documentnumber|docnumber|passportnumber|idnumber|idno|documentno|licencenumber|licensenumber|passportno|documentid|certificatenumber"},
			{"country", 2, "issuingcountry|issuer|issuingstate|documentcountry|countryofissue|issuedby|country"},
			{"name", 1, "nameondocument|documentname|nameonid|holder|holdername|name|fullname|nameasondocument"},
			{"date_of_birth", 1, "dateofbirth|dob|birthdate|dateofbirthondocument|birthday"},
			{"address", 1, "address|addressondocument|documentaddress"},
			{"expires", 3, "expires|expiry|expirydate|expirationdate|validuntil|dateofexpiry|expireson"},
			{"mrz", 5, "mrz|machinereadablezone|mrzlines|mrztext|mrzcode"},
			{metaFile, 2, "file|filename|path|image|scan|attachment|imagefile|scanfile|documentfile|filepath|photo|selfie|selfiefile"},
			{"seen", 2, "seen|seenon|checkedon|dateseen|verifiedon|received|receivedon|submittedat|submittedon|uploadedat|date|checkedat"},
			{"original", 3, "original|originalseen|seenoriginal|seeninperson|originalinperson"},
			{"portrait", 3, "portrait|portraitmatch|facematch|photomatch|livenessandface|likeness|facematchresult|facialsimilarity"},
			{"provider", 1, "provider|vendor|checkedwith|verificationprovider|idprovider"},
			{metaUnused, 0, "candidatename|employeename|notes|issued|issuedon|dateofissue|issuedate|result|status"},
		}),
	}
}
