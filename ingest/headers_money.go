package ingest

import (
	"slices"

	"muster"
)

func moneyKinds() []*kindSpec {
	return []*kindSpec{shipmentsSpec(), bankSpec(), paymentsSpec(), invoicesSpec(), chargesSpec()}
}

func shipmentsSpec() *kindSpec {
	return &kindSpec{
		name:  Shipments,
		make:  newOf[muster.Shipment](),
		hints: []string{"shipment", "shipments", "shipping", "equipment", "laptops", "assets", "deliveries", "courier", "hardware"},
		needs: [][]string{{"address", "recipient", "serial", "item", "redirected_to"}, {"ordered", "dispatched", "delivered", "direction", "return_due", "serial", "redirected_to", "received_by"}},
		fields: slices.Concat(refFields(), recordedFields(), []fieldSpec{
			{"direction", 3, "direction|shipmenttype|movement|outorreturn|shipmentdirection"},
			{"item", 3, "item|device|asset|equipment|product|model|assettype|description|itemname|assetname|hardware|devicetype"},
			{"serial", 3, "serial|serialnumber|serialno|assettag|assetserial|deviceserial|assetid"},
			{"address", 2, "address|shippingaddress|deliveryaddress|shipto|shiptoaddress|destination|address1|address2|address3|addressline1|addressline2|addressline3|shippingaddress1|shippingaddress2|deliveryaddress1|deliveryaddress2|shippingaddressline1|shippingaddressline2|street|deliveryaddressline1|deliveryaddressline2"},
			{"city", 1, "city|town|shippingcity|deliverycity|deliverytown|shiptocity"},
			{"postcode", 1, "postcode|zip|zipcode|postalcode|shippingpostcode|deliverypostcode|shippingzip|shippingpostalcode|deliverypostalcode"},
			{"country", 1, "country|shippingcountry|deliverycountry|shiptocountry"},
			{"recipient", 3, "recipient|recipientname|shiptoname|attention|consignee|addressee|deliverto|attentionto"},
			{"phone", 1, "phone|recipientphone|contactphone|deliveryphone|phonenumber|contactnumber|telephone|mobile"},
			{"ordered", 2, "ordered|orderedon|orderedat|orderdate|requestedon|dateordered|created|createdat|requestdate"},
			{"dispatched", 3, "dispatched|dispatchedon|shipped|shippedon|shipdate|dispatchdate|shippeddate|shippedat|sentdate|senton|dateshipped|dispatchedat"},
			{"delivered", 3, "delivered|deliveredon|deliverydate|delivereddate|deliveredat|receivedon|datedelivered"},
			{"redirected_to", 4, "redirectedto|redirect|redirectaddress|newaddress|reroutedto|redirectedaddress|forwardedto"},
			{"redirected_at", 3, "redirectedat|redirectedon|redirectdate|reroutedat|reroutedon"},
			{"return_due", 3, "returndue|returnby|returndeadline|returnduedate|duebackon|returndueon"},
			{"received_by", 3, "receivedby|signedby|collectedby|signature|pickedupby|signedforby"},
			{"status", 1, "status|shipmentstatus|deliverystatus|trackingstatus"},
			{"agreed", 2, "agreed|addressagreed|addressapproved|approved|approvedaddress|preapproved|agreedbeforehand"},
			{"signs", 2, "signs|sign|flags|observations"},
			{metaRecord, 1, "shipmentid|orderid|ordernumber|trackingnumber|tracking|shipmentnumber|consignmentnumber|trackingno"},
			{metaUnused, 0, "name|employeename|employee|carrier|courier|notes|state|department|fullname|email"},
		}),
	}
}

func bankSpec() *kindSpec {
	return &kindSpec{
		name:  BankDetails,
		make:  newOf[muster.BankDetails](),
		hints: []string{"bank", "bankdetails", "bankchanges", "bankaccounts", "payrollsetup", "paymentelections", "accounts"},
		needs: [][]string{{"iban", "account_number", "wallet", "provider"}},
		fields: slices.Concat(refFields(), recordedFields(), payFields(2), []fieldSpec{
			{"effective", 2, "effective|effectivedate|effectivefrom|validfrom|startdate|from"},
			{"changed", 3, "changed|changedat|changedon|changedate|datechanged|completeddate|completedon|changetimestamp|dateandtimecompleted|modifiedon|dateandtimeinitiated|changetime|date"},
			{"changed_by", 3, "changedby|initiator|initiatedby|enteredby|requestedvia|changesource|updatedby|changechannel"},
			{"ip", 3, "ip|ipaddress|changeip|sourceip|sessionip"},
			{"new_device", 3, "newdevice|newdeviceornetwork|unrecogniseddevice|unrecognizeddevice|fromnewdevice"},
			{"name_check", 3, "namecheck|confirmationofpayee|cop|copresult|namematch|verificationofpayee|vop|payeecheck|namecheckresult|copstatus|vopresult"},
			{"verified", 2, "verified|verifiedon|verifiedat|callbackon|callbackdate|confirmedwithperson|callback|callbackdone"},
			{"bank_payroll_offered", 3, "bankpayrolloffered|payrolloffered|ordinarybankoffered|bankpayoffered"},
			{metaRecord, 1, "changeid|transactionid|eventid|requestid"},
			{metaUnused, 0, "name|employeename|employee|worker|firstname|lastname|surname|forename|accountnickname|currency|country|accounttype|fullname|percent|balanceamount|distributionorder|oldiban|oldaccountnumber|oldaccount|oldsortcode|oldbank|oldbankname|previousiban|previousaccountnumber|workername|displayname|email|workemail"},
		}),
	}
}

func paymentsSpec() *kindSpec {
	return &kindSpec{
		name:  Payments,
		make:  newOf[muster.Payment](),
		hints: []string{"payment", "payments", "payrun", "payroll", "payslip", "payslips", "netpay", "disbursements", "payouts"},
		needs: [][]string{{"amount"}, {"paid", "iban", "account_number", "wallet"}},
		fields: slices.Concat(refFields(), payFields(1), []fieldSpec{
			{"paid", 3, "paid|paidon|paymentdate|paydate|datepaid|valuedate|processdate|paymentissuedate|paidat|date|payperiodend|transactiondate"},
			{"amount", 3, "amount|netpay|net|netamount|paymentamount|takehomepay|amountpaid|pay|netpayment|nettpay|payoutamount|betrag|nettobetrag|auszahlungsbetrag|auszahlung"},
			{"currency", 1, "currency|currencycode|ccy|paymentcurrency|wahrung"},
			{metaRecord, 1, "paymentid|transactionid|paymentreference|paymentref|payslipid|payslipnumber|transactionreference|refid"},
			{metaUnused, 0, "name|employeename|employee|firstname|lastname|forename|forename1|surname|gross|grosspay|tax|taxcode|periodstart|periodend|payperiod|department|worker|fullname|description|ninumber|hours|payrun|contactname|totaldeductions|deductions|period|email|accounttype|employeeni|paye|employeefirstname|employeesurname|employeeppsnumber|employeenino|type|agency|freelancer|team|po|exchangerate|balance"},
		}),
	}
}

func invoicesSpec() *kindSpec {
	return &kindSpec{
		name:  Invoices,
		make:  newOf[muster.Invoice](),
		hints: []string{"invoice", "invoices", "bills", "purchases", "payables"},
		needs: [][]string{{"number", "issued"}, {"issued", "amount"}},
		fields: slices.Concat(refFields(), payFields(1), []fieldSpec{
			{"number", 4, "invoicenumber|invoiceno|billnumber|invoiceref|invref|invoiceid|invoice|invoicereference|billno"},
			{"issued", 4, "invoicedate|issued|issuedon|billdate|issuedate|dateissued|invoiceissued"},
			{"holder", 2, "contactname|suppliername|vendorname|supplier|vendor|from|contractorname|billedby"},
			{"address", 1, "address|address1|address2|poaddressline1|poaddressline2|poaddressline3|poaddressline4|saaddressline1|addressline1|addressline2|supplieraddress|vendoraddress|pocity|poregion|popostalcode|invoiceaddress|contractoraddress|billingaddress"},
			{"country", 1, "country|pocountry|suppliercountry|vendorcountry|invoicecountry"},
			{"amount", 2, "total|amount|grossamount|invoicetotal|gross|invoiceamount|amountdue|totalamount|netamount|invoiceamountdue"},
			{"currency", 1, "currency|currencycode|ccy|invoicecurrency"},
			{metaUnused, 0, "duedate|planneddate|taxtotal|invoiceamountpaid|inventoryitemcode|description|quantity|unitamount|discount|lineamount|accountcode|taxtype|taxamount|trackingname1|trackingoption1|trackingname2|trackingoption2|type|sent|status|name|fullname|emailaddress|saaddressline2|saaddressline3|saaddressline4|sacity|saregion|sapostalcode|sacountry|email|tax|vat|net|paid|nominalcode|details|department|accountref|ac"},
		}),
	}
}

func chargesSpec() *kindSpec {
	return &kindSpec{
		name:     Charges,
		make:     newOf[muster.Charge](),
		hints:    []string{"charges", "expenses", "expense", "card", "cards", "cardlines", "cardtransactions", "corporatecard", "companycard"},
		needs:    [][]string{{"merchant"}, {"amount"}, {"approved", "card"}},
		required: []string{"amount"},
		fields: slices.Concat(refFields(), []fieldSpec{
			{"at", 2, "at|date|transactiondate|chargedate|expensedate|purchasedate|posteddate|spentdate|datespent|chargedon|chargedat"},
			{"amount", 2, "amount|total|totalamount|transactionamount|billedamount|expenseamount|chargeamount"},
			{"currency", 1, "currency|currencycode|ccy|billedcurrency|transactioncurrency"},
			{"merchant", 4, "merchant|merchantname|vendorname|payee|seller|merchantdescription|cardacceptor|supplier"},
			{"card", 4, "card|cardname|cardlast4|lastfour|last4|cardending|cardnumberlast4|companycard|paymentaccount|cardlabel"},
			{"approved", 4, "approved|approval|approvalstatus|isapproved|approvedbymanager|authorised|authorized|expensestatus"},
			{metaRecord, 1, "chargeid|expenseid|transactionid|cardtransactionid"},
			{metaUnused, 0, "name|employeename|cardholder|cardholdername|employee|category|mcc|description|memo|notes|receipt|receiptattached|department|vat|tax|project|policy|report|reportname|approver|approvedby|approvedon|status"},
		}),
	}
}
