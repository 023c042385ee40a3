"""Sentences as newsrooms write them, each with the agencies that a careful reader finds named in it.

An expected agency is written as `FL: name in the record`, one that is not in the record as `FL: (county or name) kind`.
TRAIN was before the eyes of whoever wrote the rules. HOLDOUT was written when the rules were done, four times over:
after each round what it showed was mended and its sentences went to TRAIN, the last round's two mends aside. FIRST_SIGHT
keeps what each round scored before anything was mended: the figures to believe.

A reader's label is given also where no rule can find the agency ("including those of Orange and St. Johns counties").
Whoever only once served in an agency ("a retired … captain", "the former sheriff") does not name it.
"""

from __future__ import annotations

from typing import NamedTuple


class Labelled(NamedTuple):
    """A text, the publisher's state ("" for a federal publisher), and the agencies named, in any order."""

    home: str
    text: str
    agencies: tuple[str, ...] = ()


class FirstSight(NamedTuple):
    """What a round of held-out sentences scored when the rules had never seen it, in agencies named."""

    texts: int
    named: int
    right: int
    false: int


FIRST_SIGHT = (
    FirstSight(33, 47, 42, 2),
    FirstSight(30, 49, 39, 0),
    FirstSight(27, 47, 43, 0),
    FirstSight(24, 40, 37, 1),
)
TRAIN: tuple[Labelled, ...] = (
    Labelled(
        "Florida",
        "The Gulf County Sheriff's Office has signed a 287(g) agreement.",
        ("FL: Gulf County Sheriff's Office",),
    ),
    Labelled(
        "Florida",
        "The Collier County Sheriff said deputies begin training in May.",
        ("FL: Collier County Sheriff's Office",),
    ),
    Labelled(
        "",
        "Sheriff of Frederick County, Maryland, joined the announcement.",
        ("MD: Frederick County Sheriff's Office",),
    ),
    Labelled(
        "",
        "In Frederick County, Md., the sheriff's office has taken part since 2008.",
        ("MD: Frederick County Sheriff's Office",),
    ),
    Labelled(
        "Florida",
        "Collier, Lee and Charlotte County sheriff's offices signed on Monday.",
        (
            "FL: Collier County Sheriff's Office",
            "FL: Lee County Sheriff's Office",
            "FL: Charlotte County Sheriff's Office",
        ),
    ),
    Labelled(
        "Florida",
        "The sheriffs of Lee, Hendry and Pasco counties stood beside the governor.",
        ("FL: Lee County Sheriff's Office", "FL: Hendry County Sheriff's Office", "FL: Pasco County Sheriff's Office"),
    ),
    Labelled(
        "",
        "Florida Highway Patrol troopers and the Idaho State Police work under the task force model.",
        (
            "FL: Florida Department of Highway Safety and Motor Vehicles, Division of Highway Patrol",
            "ID: Idaho State Police Department",
        ),
    ),
    Labelled(
        "",
        "The Texas Department of Public Safety will expand its agreement.",
        ("TX: (Texas Department of Public Safety)",),
    ),
    Labelled("Tennessee", "Nashville police did not take part in the stops.", ("TN: Nashville Police Department",)),
    Labelled("Louisiana", "Jackson Parish Sheriff's Office", ("LA: (Jackson Parish) sheriff",)),
    Labelled(
        "Florida",
        "The Florida Department of Law Enforcement (FDLE) leads the operation. FDLE agents were trained first.",
        ("FL: Florida Department of Law Enforcement",),
    ),
    Labelled("Florida", "FDLE agents were trained first."),
    Labelled(
        "Florida",
        "St. Johns County Sheriff’s Office deputies received credentials.",
        ("FL: St. Johns County Sheriff's Office",),
    ),
    Labelled("Florida", "LEE COUNTY SHERIFF'S OFFICE SIGNS 287(G) AGREEMENT", ("FL: Lee County Sheriff's Office",)),
    Labelled(
        "Florida",
        "La Oficina del Sheriff del Condado de Collier firmó un acuerdo 287(g).",
        ("FL: Collier County Sheriff's Office",),
    ),
    Labelled("Florida", "El Departamento de Policía de Naples también participa.", ("FL: Naples Police Department",)),
    Labelled(
        "Florida",
        "Los sheriffs de los condados de Collier, Lee y Hendry firmaron los acuerdos.",
        (
            "FL: Collier County Sheriff's Office",
            "FL: Lee County Sheriff's Office",
            "FL: Hendry County Sheriff's Office",
        ),
    ),
    Labelled(
        "",
        "La Patrulla de Carreteras de Florida detuvo a 300 personas.",
        ("FL: Florida Department of Highway Safety and Motor Vehicles, Division of Highway Patrol",),
    ),
    Labelled("", "La Policía Estatal de Idaho trasladará a los detenidos.", ("ID: Idaho State Police Department",)),
    Labelled(
        "Texas", "El alguacil del condado de Tarrant renovó el acuerdo.", ("TX: Tarrant County Sheriff's Office",)
    ),
    Labelled(
        "",
        "TAMPA, Fla. — The Tampa Police Department signed a memorandum of agreement.",
        ("FL: Tampa Police Department",),
    ),
    Labelled("Maryland", "The Florida Sheriffs Association praised the law."),
    Labelled("Florida", "The Collier County Sheriff's Association met in Naples."),
    Labelled("Florida", "A police department may apply for the grant at any time."),
    Labelled("Florida", "Lee County has 760,000 residents, and Collier County 375,000."),
    Labelled(
        "Florida",
        "The Hall County Sheriff's Office in Georgia has held an agreement since 2008.",
        ("GA: Hall County Sheriff's Office",),
    ),
    Labelled("Florida", "North Miami Beach police are not part of the agreement."),
    Labelled("Florida", "New Port Richey Police Department declined to comment."),
    Labelled("Florida", "The Port Richey Police Department signed in March.", ("FL: Port Richey Police Department",)),
    Labelled(
        "Missouri", "The Kansas City Chiefs play the Texas Rangers' neighbors, said Jackson County Executive staff."
    ),
    Labelled("", "The Lee County Sheriff's Office signed an agreement."),
    Labelled("", "The Lee County Sheriff's Office in Texas signed an agreement.", ("TX: Lee County Sheriff's Office",)),
    Labelled("", "The Collier County Sheriff's Office signed an agreement.", ("FL: Collier County Sheriff's Office",)),
    Labelled(
        "Maryland",
        "The Carroll County, Frederick County and Harford County sheriff's offices must end their agreements.",
        (
            "MD: Carroll County Sheriff's Office",
            "MD: Frederick County Sheriff's Office",
            "MD: Harford County Sheriff's Office",
        ),
    ),
    Labelled(
        "New York",
        "Nassau County police and the Nassau County Sheriff's Office signed different agreements.",
        ("NY: Nassau County Police Department", "NY: Nassau County Sheriff's Office"),
    ),
    Labelled("New York", "Suffolk County police have no agreement.", ("NY: (Suffolk County) police",)),
    Labelled(
        "Texas",
        "Galveston County Precinct 4 Constable deputies were trained.",
        ("TX: Galveston County Constable's Office Pct.4",),
    ),
    Labelled(
        "Texas",
        "The Galveston County Constable's Office Precinct 1 signed.",
        ("TX: Galveston County Constable's Office Pct.1",),
    ),
    Labelled("Texas", "Galveston County Constable Precinct 3 has applied.", ("TX: (Galveston County) constable",)),
    Labelled(
        "Tennessee", "Bradley County Constable District 6 is on the list.", ("TN: Bradley County Constable District 6",)
    ),
    Labelled(
        "Texas",
        "Orange police joined, said the Orange County Sheriff's Office.",
        ("TX: Orange Police Department", "TX: (Orange County) sheriff"),
    ),
    Labelled(
        "Florida",
        "The Orange County Sheriff's Office and Orange County Corrections Department signed.",
        ("FL: Orange County Sheriff's Office", "FL: Orange County Corrections Department"),
    ),
    Labelled(
        "Louisiana",
        "The St. Tammany Parish Sheriff's Office and the Kenner Police Department joined.",
        ("LA: St. Tammany Parish Sheriff's Office", "LA: Kenner Police Department"),
    ),
    Labelled("Louisiana", "The Jefferson Parish police jury did not vote."),
    Labelled(
        "Louisiana",
        "Under the order, Louisiana State Police will sign, as will the Ouachita Parish sheriff.",
        ("LA: Louisiana State Police Department", "LA: Ouachita Parish Sheriff's Office"),
    ),
    Labelled(
        "Virginia",
        "Virginia State Police and the Virginia Department of Corrections ended their agreements.",
        ("VA: Virginia Department of State Police", "VA: Virginia Department of Corrections"),
    ),
    Labelled(
        "", "West Virginia State Police troopers completed the course.", ("WV: West Virginia State Police Department",)
    ),
    Labelled(
        "Virginia",
        "The Frederick County Sheriff's Office keeps its agreement.",
        ("VA: Frederick County Sheriff's Office",),
    ),
    Labelled(
        "",
        "Oklahoma's Department of Public Safety joined, and so did the Tulsa County Sheriff's Office.",
        ("OK: Oklahoma Department of Public Safety", "OK: Tulsa County Sheriff's Office"),
    ),
    Labelled(
        "",
        "Nebraska State Patrol and South Dakota Highway Patrol signed the same week.",
        ("NE: Nebraska State Patrol", "SD: South Dakota Highway Patrol"),
    ),
    Labelled("", "The Missouri State Highway Patrol will train 200 troopers.", ("MO: Missouri Highway Patrol",)),
    Labelled(
        "Tennessee",
        "The Tennessee Highway Patrol and the Knox County Sheriff's Office work together.",
        ("TN: (Tennessee Highway Patrol)", "TN: Knox County Sheriff's Office"),
    ),
    Labelled(
        "Tennessee",
        "Metro Nashville Police said it makes no immigration arrests.",
        ("TN: Nashville Police Department",),
    ),
    Labelled(
        "",
        "Barnstable County, Mass., Sheriff's Office is the only one in New England.",
        ("MA: Barnstable County Sheriff's Office",),
    ),
    Labelled(
        "Florida",
        "The Jacksonville Sheriff's Office and the Miami-Dade Sheriff's Office signed in February.",
        ("FL: Jacksonville Sheriff's Office", "FL: Miami-Dade Sheriff's Office"),
    ),
    Labelled(
        "Florida", "The City of Key West Police Department restored its agreement.", ("FL: Key West Police Department",)
    ),
    Labelled(
        "Florida", "The Town of Jupiter has no department on the list, and neither has Lake Placid Police Department."
    ),
    Labelled(
        "New Hampshire",
        "Gorham Police Department and the New Hampshire State Police have signed.",
        ("NH: Gorham Police Department", "NH: New Hampshire State Police Department"),
    ),
    Labelled("Pennsylvania", "The Jackson Township Police Department signed."),
    Labelled(
        "Pennsylvania",
        "The Jackson Township Police Department in Cambria County signed.",
        ("PA: Jackson Township Police Department",),
    ),
    Labelled(
        "Pennsylvania",
        "The Bucks County sheriff's agreement was ended by the new sheriff.",
        ("PA: Bucks County Sheriff's Office",),
    ),
    Labelled("Pennsylvania", "Former Bucks County Sheriff staff left; Indiana County commissioners took no vote."),
    Labelled(
        "Wisconsin",
        "The Waukesha County Sheriff's Department has had an agreement since 2018.",
        ("WI: Waukesha County Sheriff's Office",),
    ),
    Labelled(
        "",
        "Georgia's Hall County Sheriff's Office and Ohio's Butler County Sheriff's Office were among the first.",
        ("GA: Hall County Sheriff's Office", "OH: Butler County Sheriff's Office"),
    ),
    Labelled(
        "",
        "The program began in Mecklenburg County. The Mecklenburg County Sheriff's Office left it in 2018.",
        ("NC: Mecklenburg County Sheriff's Office",),
    ),
    Labelled(
        "Georgia",
        "The Georgia Department of Corrections and Georgia Department of Public Safety will comply.",
        ("GA: Georgia Department of Corrections", "GA: Georgia Department of Public Safety"),
    ),
    Labelled(
        "",
        "SLED, the South Carolina Law Enforcement Division, signed in 2025.",
        ("SC: South Carolina Law Enforcement Division",),
    ),
    Labelled(
        "Florida",
        "Deputies of the Palm Beach County Sheriff’s Office helped Boca Raton Police.",
        ("FL: Palm Beach County Sheriff's Office", "FL: Boca Raton Police Services Department"),
    ),
    Labelled(
        "Utah", "The Washington County Sheriff's Office voted to sign.", ("UT: Washington County Sheriff's Office",)
    ),
    Labelled(
        "Wyoming",
        "Sheriff's offices in Campbell and Laramie counties take part.",
        ("WY: Campbell County Sheriff's Office", "WY: (Laramie County) sheriff"),
    ),
    Labelled(
        "Arkansas",
        "Benton County Sheriff's Office, Arkansas State Police Sign Agreements",
        ("AR: Benton County Sheriff's Office", "AR: Arkansas State Police Department"),
    ),
    Labelled(
        "Texas",
        "The Collin County sheriff, the Tarrant County sheriff and the Texas Attorney General's Office met.",
        (
            "TX: Collin County Sheriff's Office",
            "TX: Tarrant County Sheriff's Office",
            "TX: Texas Office of the Attorney General",
        ),
    ),
    Labelled(
        "Florida",
        "The Florida Fish and Wildlife Conservation Commission and the Lee County Port Authority Police joined.",
        ("FL: Florida Fish & Wildlife Conservation Commission", "FL: Lee County Port Authority Police"),
    ),
    Labelled(
        "",
        "WASHINGTON — The Department of Homeland Security today announced that the Pasco County Sheriff's Office, the Florida Department of Law Enforcement and the Tarrant County Sheriff’s Office in Texas will be reimbursed.",
        (
            "FL: Pasco County Sheriff's Office",
            "FL: Florida Department of Law Enforcement",
            "TX: Tarrant County Sheriff's Office",
        ),
    ),
    Labelled(
        "Idaho",
        "Gov. and Idaho State Police Announce 287(g) Agreement to Transport Inmates\n\nBOISE, Idaho – The agreement lets the State Police move dangerous offenders from county jails.",
        ("ID: Idaho State Police Department",),
    ),
    Labelled(
        "Maryland",
        "Nine agencies, among them the sheriff's offices of Carroll, Harford and Frederick counties, had to end their agreements by law.",
        (
            "MD: Carroll County Sheriff's Office",
            "MD: Harford County Sheriff's Office",
            "MD: Frederick County Sheriff's Office",
        ),
    ),
    Labelled("Maryland", "Counties such as Carroll and Harford were named in the suit."),
    Labelled(
        "New York",
        "Broome County Sheriff's Office and eight others were gone from the list on the deadline; the Nassau County Police Department stayed.",
        ("NY: Broome County Sheriff's Office", "NY: Nassau County Police Department"),
    ),
    Labelled(
        "Virginia",
        "Executive Order 10 ends agreements of Virginia State Police. It does not reach the Culpeper County Sheriff's Office.",
        ("VA: Virginia Department of State Police", "VA: Culpeper County Sheriff's Office"),
    ),
    Labelled(
        "Texas", "Under Senate Bill 8, sheriffs in counties of more than 100,000 people must ask for an agreement."
    ),
    Labelled(
        "Texas",
        "The Smith County Sheriff's Office, the Collin County Sheriff's Office and the Rusk County Sheriff's Office applied for grants.",
        ("TX: (Smith County) sheriff", "TX: Collin County Sheriff's Office", "TX: (Rusk County) sheriff"),
    ),
    Labelled(
        "Florida",
        "Lake County Sheriff Jane Roe and Hendry County Sheriff John Roe attended.",
        ("FL: Lake County Sheriff's Office", "FL: Hendry County Sheriff's Office"),
    ),
    Labelled(
        "Tennessee",
        "Sheriff Jane Roe of Knox County thanked the Department of Safety.",
        ("TN: Knox County Sheriff's Office",),
    ),
    Labelled(
        "Florida",
        "Agentes de la Patrulla de Carreteras de la Florida y de la Oficina del Alguacil del Condado de Charlotte hicieron los arrestos.",
        (
            "FL: Florida Department of Highway Safety and Motor Vehicles, Division of Highway Patrol",
            "FL: Charlotte County Sheriff's Office",
        ),
    ),
    Labelled(
        "Texas",
        "El Departamento de Seguridad Pública de Texas amplió su acuerdo.",
        ("TX: (Departamento de Seguridad Pública de Texas)",),
    ),
    Labelled("Florida", "La policía detuvo a tres personas en el condado de Lee."),
    Labelled(
        "",
        "The Washington County Sheriff's Office in Utah and the Campbell County, Wyoming, Sheriff's Office are the newest.",
        ("UT: Washington County Sheriff's Office", "WY: Campbell County Sheriff's Office"),
    ),
    Labelled(
        "",
        "ICE also works with sheriffs in Bucks County, Pa., and Butler County, Ohio.",
        ("PA: Bucks County Sheriff's Office", "OH: Butler County Sheriff's Office"),
    ),
    Labelled(
        "Florida",
        "MIAMI BEACH POLICE AND MIAMI-DADE SHERIFF'S OFFICE JOIN OPERATION TIDAL WAVE",
        ("FL: Miami Beach Police Department", "FL: Miami-Dade Sheriff's Office"),
    ),
    Labelled(
        "Louisiana",
        "Operation GEAUX directs Louisiana State Police and the Louisiana National Guard to sign.",
        ("LA: Louisiana State Police Department", "LA: (Louisiana National Guard)"),
    ),
    Labelled(
        "South Dakota",
        "The Division of Criminal Investigation signed in May, after the South Dakota Highway Patrol.",
        ("SD: South Dakota Division of Criminal Investigation", "SD: South Dakota Highway Patrol"),
    ),
    Labelled(
        "Kansas",
        "KBI agents, and those of the Kansas Bureau of Investigation's partner agencies, were trained.",
        ("KS: Kansas Bureau of Investigation",),
    ),
    Labelled(
        "Alabama",
        "A spokesman for the Mobile County Sheriff’s Office said the Baldwin County Sheriff’s Office had applied as well.",
        ("AL: Mobile County Sheriff's Office", "AL: (Baldwin County) sheriff"),
    ),
    Labelled("Arkansas", "Benton County deputies were the first in the state to complete jail training."),
    Labelled(
        "North Carolina",
        "The Mecklenburg County sheriff opposes House Bill 318.",
        ("NC: Mecklenburg County Sheriff's Office",),
    ),
    Labelled(
        "Arizona",
        "Mesa Police Department officials said the Pinal County Sheriff's Office had its own agreement.",
        ("AZ: Mesa Police Department", "AZ: (Pinal County) sheriff"),
    ),
    Labelled(
        "Pennsylvania",
        "Constables in Lansdowne Borough and the sheriff of Bucks County were named.",
        ("PA: Bucks County Sheriff's Office",),
    ),
    Labelled("Tennessee", "Constables of Bradley County's District 6 may not serve."),
    Labelled(
        "Georgia",
        "The Fulton County Sheriff's Office and the Atlanta Police Department have no agreement.",
        ("GA: (Fulton County) sheriff",),
    ),
    Labelled(
        "Florida",
        "Tampa Electric, Orange County Public Schools and the Florida Gators gave to the Lee County Sheriff's Office youth league.",
    ),
    Labelled(
        "Florida",
        "The Lee County sheriff traveled to Texas to watch a training session.",
        ("FL: Lee County Sheriff's Office",),
    ),
    Labelled(
        "",
        "The agreement with the Nebraska State Patrol follows the one with Oklahoma Department of Public Safety troopers.",
        ("NE: Nebraska State Patrol", "OK: Oklahoma Department of Public Safety"),
    ),
    Labelled(
        "Massachusetts",
        "Barnstable County Sheriff’s Office and the Massachusetts Department of Correction are the only two left.",
        ("MA: Barnstable County Sheriff's Office", "MA: (Massachusetts Department of Correction)"),
    ),
    Labelled(
        "Wisconsin",
        "Waukesha County's sheriff has had an agreement for years.",
        ("WI: Waukesha County Sheriff's Office",),
    ),
    Labelled(
        "Missouri",
        "Troopers of the Missouri State Highway Patrol, not Kansas City police, will be trained.",
        ("MO: Missouri Highway Patrol",),
    ),
    Labelled(
        "Texas",
        "Texas DPS and the Galveston County Pct. 4 Constable's Office took part.",
        ("TX: (Texas DPS)", "TX: Galveston County Constable's Office Pct.4"),
    ),
    Labelled(
        "Florida",
        "Governor Congratulates Collier County Sheriff's Office on 287(g) Anniversary\nNAPLES, Fla. — Today the Governor joined the Collier County Sheriff's Office and Naples Police Department.",
        ("FL: Collier County Sheriff's Office", "FL: Naples Police Department"),
    ),
    Labelled(
        "Florida",
        "All 67 sheriffs signed, including those of Palm Beach, Orange and St. Johns counties.",
        (
            "FL: Palm Beach County Sheriff's Office",
            "FL: Orange County Sheriff's Office",
            "FL: St. Johns County Sheriff's Office",
        ),
    ),
    Labelled(
        "",
        "“We are proud to stand with Frederick County, Maryland, Sheriff’s Office,” the field office director said.",
        ("MD: Frederick County Sheriff's Office",),
    ),
    Labelled(
        "Georgia",
        "Hall County deputies and Georgia State Patrol troopers took part; the Gwinnett County Sheriff's Office did not.",
        ("GA: (Georgia State Patrol)", "GA: (Gwinnett County) sheriff"),
    ),
    Labelled(
        "Texas",
        "The Texas National Guard and the Tarrant County Sheriff's Department joined the Texas Highway Patrol.",
        (
            "TX: (Texas National Guard)",
            "TX: Tarrant County Sheriff's Office",
            "TX: Texas Department of Public Safety - Texas Highway Patrol",
        ),
    ),
    Labelled(
        "Pennsylvania",
        "Bucks County's new sheriff ended the agreement the day he took office.",
        ("PA: Bucks County Sheriff's Office",),
    ),
    Labelled(
        "New Hampshire",
        "The Gorham police chief said his department would keep its agreement; the Troy Police Department would not say.",
        ("NH: Gorham Police Department",),
    ),
    Labelled(
        "Louisiana",
        "The sheriffs of Ouachita and St. Tammany parishes, and the Ward 5 Marshal's Office, were thanked.",
        (
            "LA: Ouachita Parish Sheriff's Office",
            "LA: St. Tammany Parish Sheriff's Office",
            "LA: Ward 5 Marshal's Office",
        ),
    ),
    Labelled(
        "",
        "Butler County (Ohio) Sheriff’s Office and Mobile County (Ala.) Sheriff’s Office received vehicles.",
        ("OH: Butler County Sheriff's Office", "AL: Mobile County Sheriff's Office"),
    ),
    Labelled(
        "Florida",
        "LAKE COUNTY, FLORIDA HIGHWAY PATROL AND PASCO COUNTY SHERIFF'S OFFICE TEAM UP",
        (
            "FL: Florida Department of Highway Safety and Motor Vehicles, Division of Highway Patrol",
            "FL: Pasco County Sheriff's Office",
        ),
    ),
    Labelled(
        "Virginia",
        "The Prince William-Manassas Regional Jail left the program in 2020, and the Loudoun County Sheriff's Office never joined.",
        ("VA: Prince William-Manassas Regional Jail", "VA: (Loudoun County) sheriff"),
    ),
    Labelled(
        "North Carolina",
        "The N.C. Sheriffs' Association backed House Bill 10; the Wake County Sheriff's Office opposed it.",
        ("NC: (Wake County) sheriff",),
    ),
    Labelled(
        "Maryland",
        "Delegates from Baltimore City spoke for the ban. The Baltimore County Police Department has no agreement.",
        ("MD: (Baltimore County) police",),
    ),
    Labelled(
        "Tennessee",
        "The Bradley County Sheriff's Office said Bradley County Constable District 1 works on its own.",
        ("TN: (Bradley County) sheriff", "TN: Bradley County Constable District 1"),
    ),
    Labelled(
        "Texas",
        "In Galveston County, Constable Precinct 1 and the sheriff's office have two agreements.",
        (
            "TX: Galveston County Constable's Office Pct.1",
            "TX: (Galveston County) sheriff",
        ),
    ),
    Labelled(
        "Florida",
        "El Condado de Orange y su Departamento de Correcciones no respondieron; la Oficina del Sheriff de Jacksonville sí.",
        ("FL: Jacksonville Sheriff's Office",),
    ),
    Labelled(
        "Florida",
        "El Departamento de Cumplimiento de la Ley de Florida y el Departamento de Policía de Tampa firmaron.",
        ("FL: Florida Department of Law Enforcement", "FL: Tampa Police Department"),
    ),
    Labelled(
        "Utah",
        "Utah Department of Corrections and the Washington County sheriff are the state's first partners since 2016.",
        ("UT: (Utah Department of Corrections)", "UT: Washington County Sheriff's Office"),
    ),
    Labelled(
        "",
        "Since January, the Waukesha County Sheriff's Office (WI) and the Broome County Sheriff's Office (NY) have signed.",
        ("WI: Waukesha County Sheriff's Office", "NY: Broome County Sheriff's Office"),
    ),
    Labelled(
        "Wyoming",
        "The Campbell County Sheriff’s Office, located in Gillette, will hold detainees for up to 72 hours.",
        ("WY: Campbell County Sheriff's Office",),
    ),
    Labelled(
        "Oklahoma",
        "The Oklahoma Highway Patrol, a division of the Oklahoma Department of Public Safety, stopped 520 vehicles.",
        ("OK: (Oklahoma Highway Patrol)", "OK: Oklahoma Department of Public Safety"),
    ),
    Labelled(
        "Idaho",
        "The Ada County Sheriff's Office and Boise Police said they had not been asked.",
        ("ID: (Ada County) sheriff",),
    ),
    Labelled(
        "Florida",
        "Contact: Public Affairs, Orange County Sheriff’s Office, Orlando, Fla.",
        ("FL: Orange County Sheriff's Office",),
    ),
    Labelled(
        "Florida", "The Orlando Magic, the Tampa Bay Lightning and Lee Health sponsor the charity run in Lee County."
    ),
    Labelled(
        "Arizona",
        "The Mesa, Arizona, Police Department has been a partner since 2009.",
        ("AZ: Mesa Police Department",),
    ),
    Labelled(
        "",
        "The 1,000th agreement was signed with the Kansas Bureau of Investigation, after one with Arkansas State Police.",
        ("KS: Kansas Bureau of Investigation", "AR: Arkansas State Police Department"),
    ),
    Labelled(
        "New York",
        "A judge ruled that the Nassau County Sheriff’s Department and the Village of Hempstead Police Department may not make civil arrests.",
        ("NY: Nassau County Sheriff's Office",),
    ),
    Labelled(
        "South Carolina",
        "The South Carolina Department of Public Safety and the South Carolina Law Enforcement Division (SLED) signed; SLED will train first.",
        ("SC: (South Carolina Department of Public Safety)", "SC: South Carolina Law Enforcement Division"),
    ),
    Labelled(
        "Florida",
        "Sheriff Jane Roe, Gulf County, and Sheriff John Roe, Hendry County, were sworn in.",
        (
            "FL: Gulf County Sheriff's Office",
            "FL: Hendry County Sheriff's Office",
        ),
    ),
    Labelled(
        "Florida",
        "Key West Police Chief Roe said the commission would vote again on Tuesday.",
        ("FL: Key West Police Department",),
    ),
    Labelled(
        "Florida",
        "ORLANDO, Fla. — Sixteen months after the Orange County Sheriff's Office signed, the Orange County Corrections Department ended its jail agreement.",
        ("FL: Orange County Sheriff's Office", "FL: Orange County Corrections Department"),
    ),
    Labelled(
        "",
        "Partners include the Texas Office of the Attorney General, Missouri State Highway Patrol and Nebraska State Patrol.",
        ("TX: Texas Office of the Attorney General", "MO: Missouri Highway Patrol", "NE: Nebraska State Patrol"),
    ),
    Labelled(
        "Florida",
        "Officers from Miami Beach, Tampa and Key West police departments sat in the same class.",
        ("FL: Miami Beach Police Department", "FL: Tampa Police Department", "FL: Key West Police Department"),
    ),
    Labelled(
        "Maryland",
        "Harford County Sheriff's Office representatives said the ban would cost the county, and that Carroll County's sheriff agreed.",
        ("MD: Harford County Sheriff's Office", "MD: Carroll County Sheriff's Office"),
    ),
    Labelled(
        "Virginia",
        "The order is addressed to the Virginia State Police and the Virginia Department of Corrections, not to local sheriffs.",
        ("VA: Virginia Department of State Police", "VA: Virginia Department of Corrections"),
    ),
    Labelled(
        "Ohio",
        "Sheriffs in Butler, Warren and Clermont counties have asked for more training seats.",
        ("OH: Butler County Sheriff's Office", "OH: (Warren County) sheriff", "OH: (Clermont County) sheriff"),
    ),
    Labelled(
        "Pennsylvania",
        "The county council of Bucks County ordered its sheriff's office to leave the program.",
        ("PA: Bucks County Sheriff's Office",),
    ),
    Labelled(
        "",
        "This week the Culpeper County Sheriff’s Office in Virginia became the first to renew.",
        ("VA: Culpeper County Sheriff's Office",),
    ),
    Labelled(
        "Texas",
        "Attorney General's Office lawyers and Texas Department of Public Safety troopers took part in Operation Lone Star.",
        ("TX: (Texas Department of Public Safety)",),
    ),
    Labelled(
        "Texas",
        "El Sheriff del Condado de Collin y el Departamento de Policía de Orange esperan la aprobación.",
        ("TX: Collin County Sheriff's Office", "TX: Orange Police Department"),
    ),
    Labelled(
        "Florida",
        "La Comisión de Pesca y la Guardia Nacional de Florida ayudaron a los condados de Lee y Pasco.",
        ("FL: (Guardia Nacional de Florida)",),
    ),
    Labelled(
        "Louisiana",
        "Kenner police said that the Jefferson Parish Sheriff's Office has not signed.",
        ("LA: Kenner Police Department", "LA: (Jefferson Parish) sheriff"),
    ),
    Labelled(
        "Massachusetts",
        "A bill would end the Barnstable County Sheriff's Office agreement, the last county one in the commonwealth.",
        ("MA: Barnstable County Sheriff's Office",),
    ),
    Labelled(
        "",
        "The list shows the Washington County Sheriff's Office (Utah), the Lee County Sheriff's Office (Texas) and the Knox County Sheriff's Office (Tennessee).",
        (
            "UT: Washington County Sheriff's Office",
            "TX: Lee County Sheriff's Office",
            "TN: Knox County Sheriff's Office",
        ),
    ),
    Labelled(
        "New York",
        "The Suffolk County Police Department and the New York State Police do not take part; the Broome County Sheriff did.",
        ("NY: (Suffolk County) police", "NY: (New York State Police)", "NY: Broome County Sheriff's Office"),
    ),
    Labelled(
        "Georgia",
        "Georgia DPS and the Hall County Sheriff’s Office completed their training in May.",
        ("GA: Georgia Department of Public Safety", "GA: Hall County Sheriff's Office"),
    ),
    Labelled(
        "Tennessee",
        "The grants went to the Knox County Sheriff's Office ($200,000), the Putnam County Sheriff's Office ($180,000) and the Bradley County Sheriff's Office ($95,000).",
        ("TN: Knox County Sheriff's Office", "TN: (Putnam County) sheriff", "TN: (Bradley County) sheriff"),
    ),
    Labelled(
        "Florida", "The Boca Raton Bowl, the Orange County Convention Center and the Port of Tampa Bay were closed."
    ),
    Labelled("Alabama", "The Mobile County sheriff's race will be decided in November."),
    Labelled(
        "Arkansas",
        "Arkansas State Police, Benton County Sheriff's Office and Washington County Sheriff's Office officials met in Little Rock.",
        (
            "AR: Arkansas State Police Department",
            "AR: Benton County Sheriff's Office",
            "AR: (Washington County) sheriff",
        ),
    ),
    Labelled(
        "South Dakota",
        "SDHP is not the only one: the South Dakota Department of Corrections has applied too.",
        ("SD: (South Dakota Department of Corrections)",),
    ),
    Labelled(
        "Idaho",
        "The Idaho State Police will transport inmates, as sheriffs of Canyon and Kootenai counties had asked.",
        ("ID: Idaho State Police Department", "ID: (Canyon County) sheriff", "ID: (Kootenai County) sheriff"),
    ),
    Labelled("Florida", "A retired Palm Beach County Sheriff's Office captain teaches the course."),
    Labelled(
        "Wisconsin",
        "WAUKESHA COUNTY SHERIFF RENEWS WARRANT SERVICE OFFICER AGREEMENT",
        ("WI: Waukesha County Sheriff's Office",),
    ),
    Labelled(
        "North Carolina",
        "Winston-Salem Police and the Forsyth County Sheriff's Office share a training site.",
        ("NC: (Forsyth County) sheriff",),
    ),
    Labelled(
        "Kansas",
        "The Johnson County, Kansas, Sheriff's Office takes no part; Jackson County, Mo., is across the line.",
        ("KS: (Johnson County) sheriff",),
    ),
    Labelled(
        "West Virginia",
        "West Virginia State Police and the Virginia State Police share a border post.",
        ("WV: West Virginia State Police Department", "VA: Virginia Department of State Police"),
    ),
)
HOLDOUT: tuple[Labelled, ...] = (
    Labelled(
        "Florida",
        "FORT MYERS, Fla. — Deputies of the Lee County Sheriff's Office and officers of the Lee County Port Authority Police were sworn in as Designated Immigration Officers.",
        ("FL: Lee County Sheriff's Office", "FL: Lee County Port Authority Police"),
    ),
    Labelled(
        "",
        "The Department thanked Sheriff Roe of Mobile County, Alabama, and Sheriff Roe of Butler County, Ohio.",
        ("AL: Mobile County Sheriff's Office", "OH: Butler County Sheriff's Office"),
    ),
    Labelled(
        "Georgia",
        "House Bill 1105 obliges the Georgia Department of Corrections and each sheriff to seek an agreement. Hall County's sheriff had one already.",
        ("GA: Georgia Department of Corrections", "GA: Hall County Sheriff's Office"),
    ),
    Labelled(
        "Texas",
        "Comptroller opens grants: Tarrant, Collin and Denton counties' sheriffs may apply by January.",
        ("TX: Tarrant County Sheriff's Office", "TX: Collin County Sheriff's Office", "TX: (Denton County) sheriff"),
    ),
    Labelled(
        "Maryland",
        "“Our members will obey the law,” said the Maryland Sheriffs' Association. The Frederick County Sheriff’s Office declined to comment.",
        ("MD: Frederick County Sheriff's Office",),
    ),
    Labelled(
        "Virginia",
        "The Culpeper County Sheriff's Office, which has worked with ICE since 2018, and the Virginia Department of State Police had separate agreements.",
        ("VA: Culpeper County Sheriff's Office", "VA: Virginia Department of State Police"),
    ),
    Labelled(
        "New York",
        "Attorney General: Nassau County Police Department must end its agreement",
        ("NY: Nassau County Police Department",),
    ),
    Labelled("New York", "Rensselaer County and Broome County had agreements, too."),
    Labelled(
        "Louisiana",
        "Governor directs Louisiana State Police, the Louisiana Department of Wildlife and Fisheries and the National Guard to sign",
        (
            "LA: Louisiana State Police Department",
            "LA: (Louisiana Department of Wildlife and Fisheries)",
            "LA: (Louisiana National Guard)",
        ),
    ),
    Labelled(
        "Florida",
        "La Oficina del Sheriff del Condado de Palm Beach y la Policía de Miami Beach firmaron; la Policía de Miami, no.",
        ("FL: Palm Beach County Sheriff's Office", "FL: Miami Beach Police Department"),
    ),
    Labelled(
        "Tennessee",
        "In May, troopers of the Tennessee Highway Patrol stopped drivers in Nashville; the Nashville Police Department was told later.",
        ("TN: (Tennessee Highway Patrol)", "TN: Nashville Police Department"),
    ),
    Labelled(
        "",
        "SALT LAKE CITY — The Utah Department of Corrections signed on Friday, a week after the Washington County, Utah, Sheriff's Office.",
        ("UT: (Utah Department of Corrections)", "UT: Washington County Sheriff's Office"),
    ),
    Labelled(
        "Pennsylvania",
        "A new constable's agreement was listed for Lansdowne Borough Constable’s Office.",
        ("PA: Lansdowne Borough Constable's Office",),
    ),
    Labelled(
        "Oklahoma",
        "TULSA COUNTY SHERIFF'S OFFICE AND OKLAHOMA DEPARTMENT OF PUBLIC SAFETY EXPAND PARTNERSHIP WITH ICE",
        ("OK: Tulsa County Sheriff's Office", "OK: Oklahoma Department of Public Safety"),
    ),
    Labelled(
        "Kansas",
        "Kansas Bureau of Investigation special agents are the state's first; the Kansas Highway Patrol has applied.",
        ("KS: Kansas Bureau of Investigation", "KS: (Kansas Highway Patrol)"),
    ),
    Labelled("Arizona", "The city council heard from the Mesa police about cost.", ("AZ: Mesa Police Department",)),
    Labelled(
        "Florida",
        "Collier County Public Schools, the Lee County Commission and Tampa General Hospital are not affected.",
    ),
    Labelled("Wyoming", "Members of the Campbell County Sheriff's Posse rode in the parade."),
    Labelled(
        "New Hampshire",
        "The law lets New Hampshire State Police, Gorham police and the Belknap County Sheriff's Department keep their agreements.",
        ("NH: New Hampshire State Police Department", "NH: Gorham Police Department", "NH: (Belknap County) sheriff"),
    ),
    Labelled(
        "Nebraska",
        "The Nebraska State Patrol and the Nebraska Department of Correctional Services will staff the Cornhusker Clink.",
        ("NE: Nebraska State Patrol", "NE: (Nebraska Department of Correctional Services)"),
    ),
    Labelled(
        "Florida",
        "“Every deputy counts,” the Pasco County sheriff said in a statement to reporters from Georgia.",
        ("FL: Pasco County Sheriff's Office",),
    ),
    Labelled(
        "",
        "Three agencies left the list: Charlotte County Sheriff's Office, Florida; Harford County Sheriff's Office, Maryland; and Orange Police Department, Texas.",
        (
            "FL: Charlotte County Sheriff's Office",
            "MD: Harford County Sheriff's Office",
            "TX: Orange Police Department",
        ),
    ),
    Labelled(
        "Massachusetts",
        "Advocates asked the Barnstable sheriff to end the agreement.",
        ("MA: Barnstable County Sheriff's Office",),
    ),
    Labelled(
        "Arkansas",
        "The Arkansas State Police Director and the Benton County Sheriff spoke at the Arkansas Razorbacks' stadium.",
        ("AR: Arkansas State Police Department", "AR: Benton County Sheriff's Office"),
    ),
)
