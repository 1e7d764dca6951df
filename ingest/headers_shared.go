package ingest

// Headers that several kinds of table share. A header is written as
// foldHeader leaves it: lower case, letters and digits only, # as "number".

func refFields() []fieldSpec {
	return []fieldSpec{
		{metaPerson, 0, "employeeid|employeenumber|employeeno|employeeref|employeereference|employeecode|empid|empno|empnumber|personid|personnumber|personnelid|personnelnumber|personnelno|staffid|staffnumber|staffno|workerid|payrollid|payrollnumber|payrollno|worksid|worksnumber|eeid|personioid|bobid|internalid|personalnummer|mitarbeiterid|mitarbeiternummer|contractorid|associateid|fileno|filenumber|employeesid|employeeworksnumber|payrollidrti"},
		{metaCandidate, 0, "candidateid|applicantid|candidatenumber|applicantnumber|contactid|profileid|prospectid|candidateref|applicantref|candidatereference|applicantreference|bewerberid|candidate"},
		{metaApplication, 0, "applicationid|opportunityid|applicationnumber|applicationref|applicationreference|jobapplicationid|submissionid|bewerbungsid"},
		{metaSubject, 0, "subject|subjectid|person|personref|ref"},
		{metaMember, 0, "accountid|freelancerid|freelanceraccountid|talentid|memberid|platformaccountid|platformaccount|developerid|sellerid|userid|useraccountid"},
		{metaID, 0, "id|uniqueid|uuid|key|number|reference"},
		{metaRecorded, 0, "recordedat|recordedon|enteredon|enteredat|lastmodified|lastupdated|updatedat|modifiedat|loggedat|exportedat|lastchanged|recorddate"},
		{metaUnused, 0, "row|tags|comments|subsidiary"},
		{metaNever, 0, neverHeaders},
	}
}

// neverHeaders are columns that are never read, whatever they hold.
const neverHeaders = "gender|sex|age|agegroup|ageband|eeo|eeocategory|eeojobcategory|genderidentity|pronouns|pronoun|ethnicity|ethnicorigin|race|nationality|citizenship|citizenships|" +
	"religion|religiousbelief|faith|disability|disabilitystatus|disabled|maritalstatus|civilstatus|veteranstatus|veteran|sexualorientation|" +
	"iseeacitizen|eeacitizen|mothertongue|nativelanguage|firstlanguage|placeofbirth|birthplace|countryofbirth|candidategender|candidaterace|candidatedisabilitystatus|" +
	"candidateveteranstatus|geschlecht|staatsangehorigkeit|nationalitat|konfession|familienstand|salutation|anrede"

func nameFields(weight int) []fieldSpec {
	return []fieldSpec{
		{"full_name", weight, "name|fullname|candidatename|applicantname|employeename|employee|displayname|worker|workername|legalname|legalfullname|staffname|personname|contactname|nameoffemployee|vollstandigername|firstnamelastname|employeefullname|candidatefullname"},
		{"given_name", weight, "firstname|givenname|givennames|legalnamefirstname|forename|forenames|forename1|legalfirstname|vorname|candidatefirstname|applicantfirstname|employeefirstname|firstnames|fname"},
		{"family_name", weight, "lastname|surname|familyname|legallastname|legalnamelastname|nachname|candidatelastname|applicantlastname|employeelastname|employeesurname|lname|lastnames|secondname"},
	}
}

func contactFields(weight int) []fieldSpec {
	return []fieldSpec{
		{"contact.emails", weight, "email|emails|emailaddress|emailaddresses|mail|personalemail|personalemailaddress|homeemail|candidateemail|candidateemails|primaryemail|primaryemailaddress|candidateprimaryemailaddress|candidateprimaryemail|applicantemail|emailprimaryhome|homeemailaddress|privateemail|emailpersonal|emailprivat|contactemail|emailhome|candidateemailaddress|alternateemail|secondaryemail|otheremail|primaryhomeemail|emailaddressespersonal"},
		{"contact.phones", weight, "phone|phones|phonenumber|phonenumbers|mobile|mobilephone|mobilenumber|mobilephonenumber|cell|cellphone|telephone|telephonenumber|tel|homephone|personalphone|personalmobile|candidatephone|candidatephonenumber|phoneprimaryhome|primaryhomephone|privatephone|telefon|mobiltelefon|candidateprimaryphonenumber|primaryphone|contactnumber|contactphone|primaryphonenumber|phonehome|homephonenumber|homemobile|hometelephone|mobileprivate|privatemobile|phoneprivate|privatephonenumber"},
		{"contact.urls", weight, "url|urls|links|link|website|websites|linkedin|linkedinurl|linkedinprofile|linkedinprofileurl|github|githuburl|portfolio|portfoliourl|socialmedia|profileurl|candidatelinkedinurl|websiteaddresses|socialmediaaddresses|candidatelinks|socialprofiles|personalwebsite|portfoliowebsite|othersocial|githubprofile|sociallinks|sociallinksurl"},
		{"contact.email_verified", 1, "emailverified|emailverifiedon|emailverifiedat|emailconfirmed|emailconfirmedat"},
		{"contact.phone_verified", 1, "phoneverified|phoneverifiedon|phoneverifiedat|phoneconfirmed|phoneconfirmedat"},
	}
}

func homeFields(weight int) []fieldSpec {
	return []fieldSpec{
		{"home.address", weight, "address|homeaddress|fulladdress|address1|address2|address3|address4|address5|addressline1|addressline2|addressline3|addressline4|street|streetaddress|street1|street2|homeaddressline1|homeaddressline2|primaryhomeaddressfull|primaryhomeaddress|homeaddressfull|housenumber|candidateaddress|residentialaddress|addresses|strasse|hausnummer|homestreet|homestreet1|homestreet2|primaryhomeaddressline1|primaryhomeaddressline2|privateaddress|locationaddress"},
		{"home.city", weight, "city|town|suburb|homecity|posttown|ort|stadt|primaryhomeaddresscity|citytown|homeaddresscity|towncity|candidatecity"},
		{"home.postcode", weight, "postcode|postalcode|zip|zipcode|homepostcode|homezip|homezipcode|plz|postleitzahl|primaryhomeaddresspostalcode|homeaddresspostalcode|homepostalcode|eircode"},
		{"home.country", weight, "country|homecountry|countryofresidence|land|primaryhomeaddresscountry|homeaddresscountry|candidatecountry|residencecountry"},
	}
}

func payFields(weight int) []fieldSpec {
	return []fieldSpec{
		{"holder", weight, "accountholder|accountholdername|nameonaccount|accountname|bankaccountname|holder|payee|payeename|beneficiary|beneficiaryname|kontoinhaber|holdername|bankaccountholder|nameofaccountholder|paymentbankaccountname"},
		{"iban", weight, "iban|bankiban|ibannumber|accountiban|payeeiban|beneficiaryiban|newiban|ibannew"},
		{"account_number", weight, "accountnumber|bankaccountnumber|accountno|bankaccount|kontonummer|acctnumber|bankaccountno|payeeaccountnumber|payeeaccount|beneficiaryaccount|newaccountnumber|newaccount|paymentbankaccountnumber"},
		{"bank_code", weight, "sortcode|banksortcode|routingnumber|routingtransitnumber|bic|swift|swiftcode|bicswift|swiftbic|bicswiftcode|bankidnumber|bankid|branchcode|aba|abanumber|blz|bankcode|bankidentifier|transitnumber|payeesortcode|newsortcode|newbankcode|paymentsortcode|paymentbanksortcode"},
		{"wallet", weight, "wallet|walletaddress|cryptoaddress|cryptowallet|usdtaddress|btcaddress|payoutwallet"},
		{"provider", weight, "bank|bankname|provider|paymentprovider|financialinstitution|bankorprovider|payoutprovider|institution|newbank|newbankname|paymentbankname"},
		{"method", weight, "paymentmethod|paymethod|paymenttype|payoutmethod|methodofpayment|paymentmode"},
	}
}

func recordedFields() []fieldSpec {
	return []fieldSpec{
		{"recorded.recorded_by", 1, "recordedby|enteredby|loggedby|notedby|checkedby|completedby|reportedby|author|submittedby"},
		{"recorded.confirmed", 1, "confirmed|isconfirmed|humanconfirmed"},
		{"recorded.adjustment", 1, "adjustment|adjustmentagreed|reasonableadjustment|swapagreed"},
	}
}
