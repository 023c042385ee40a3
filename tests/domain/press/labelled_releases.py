"""Titles and leads written from facts in the manner of each kind of publisher, each with what a reader finds in it.

They are ours, not quotations. The labels were given by reading, before or without looking at what the code finds.
`HOLDOUT` was written after the rules stood still.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.releases import Action, Counted
from domain.vocabulary import SupportType

SIGNS, EXPANDS, ENDS, BANS, MANDATES = Action.SIGNS, Action.EXPANDS, Action.ENDS, Action.BANS, Action.MANDATES
JAIL, TASK, WARRANT = SupportType.JAIL_ENFORCEMENT, SupportType.TASK_FORCE, SupportType.WARRANT_SERVICE
AGREEMENTS, AGENCIES, OFFICERS = Counted.AGREEMENTS, Counted.AGENCIES, Counted.OFFICERS
ARRESTS, COUNTED_STATES = Counted.ARRESTS, Counted.STATES

Claim = tuple[int, Counted, str | None]
"""A figure as a reader labels it: the value, what it counts, and the state where it counts one state only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A title and a lead, and what a reader finds in them."""

    title: str
    lead: str
    relevant: bool
    actions: frozenset[Action]
    support_types: frozenset[SupportType]
    figures: frozenset[Claim]
    holdout: bool = False

    @property
    def text(self) -> str:
        """The two as one text, as a reader of a page has them."""
        return f"{self.title}\n\n{self.lead}"


def about(
    title: str,
    lead: str = "",
    *,
    does: Iterable[Action] = (),
    types: Iterable[SupportType] = (),
    claims: Iterable[Claim] = (),
) -> Labelled:
    """Return a release about 287(g), or about cooperation with ICE by law or order."""
    return Labelled(
        title=title,
        lead=lead,
        relevant=True,
        actions=frozenset(does),
        support_types=frozenset(types),
        figures=frozenset(claims),
    )


def other(title: str, lead: str = "") -> Labelled:
    """Return a release about anything else: nothing is to be found in it."""
    return Labelled(
        title=title,
        lead=lead,
        relevant=False,
        actions=frozenset(),
        support_types=frozenset(),
        figures=frozenset(),
    )


FEDERAL = [
    about(
        "DHS Announces New Reimbursement Opportunities for State and Local Law Enforcement Partnering with ICE",
        "Agencies in the 287(g) program can be paid for trained officers' salaries from October 1. ICE now has agreements with 958 agencies, up 609% since January, and has trained 8,501 officers.",
        does=[EXPANDS],
        claims=[(958, AGENCIES, None), (8501, OFFICERS, None)],
    ),
    about(
        "ICE Reaches 1,000 287(g) Partnerships",
        "About 1,000 departments in more than 40 states take part: 325 in Florida and 171 in Texas. Nearly half follow the Task Force Model.",
        types=[TASK],
        does=[EXPANDS],
        claims=[
            (1000, AGREEMENTS, None),
            (1000, AGENCIES, None),
            (40, COUNTED_STATES, None),
            (325, AGENCIES, "Florida"),
            (171, AGENCIES, "Texas"),
        ],
    ),
    about(
        "ICE’s 287(g) program grows to over 450 active agreements in 38 states",
        "Most of the partners are sheriffs and local police departments.",
        does=[EXPANDS],
        claims=[(450, AGREEMENTS, None), (38, COUNTED_STATES, None)],
    ),
    about(
        "Nearly 800 arrests in first four days of Operation Tidal Wave",
        "ICE and its Florida partners, deputised under section 287(g), made nearly 800 arrests in the operation's first four days.",
        claims=[(800, ARRESTS, "Florida")],
    ),
    about(
        "ICE, Florida law enforcement partners arrest 1,120 in weeklong operation",
        "State and local officers with 287(g) authority took part in Operation Tidal Wave, which ended with 1,120 arrests.",
        claims=[(1120, ARRESTS, "Florida")],
    ),
    about(
        "DHS memo: 562 agreements with local police, more than 5,000 officers trained",
        "Partners under 287(g) have made over 1,100 arrests since January 20.",
        claims=[(562, AGREEMENTS, None), (5000, OFFICERS, None), (1100, ARRESTS, None)],
    ),
    about(
        "Delegation of Immigration Authority Section 287(g) Immigration and Nationality Act",
        "As of August 26, 2026, ICE has signed 2,382 Memorandums of Agreement covering 39 states and 2 U.S. territories.",
        does=[SIGNS],
        claims=[(2382, AGREEMENTS, None), (39, COUNTED_STATES, None)],
    ),
    about(
        "DHS and Idaho Sign Joint Agreement on Transport of Inmates to ICE",
        "The Idaho State Police will move people who finish their sentences into federal custody under a 287(g) agreement.",
        does=[SIGNS],
    ),
    about(
        "Secretary thanks governors whose states have joined 287(g)",
        "The partnership lets trained officers carry out certain duties of immigration officers under ICE's supervision.",
        does=[SIGNS],
    ),
    about(
        "DHS calls on sanctuary jurisdictions to sign 287(g) agreements",
        "The department says local police who work with ICE make streets safer.",
    ),
    about(
        "ICE and Guam police agree on 287(g) task force",
        "Guam is the first territory to sign a memorandum of agreement under the Task Force Model.",
        does=[SIGNS],
        types=[TASK],
    ),
    about(
        "287(g) participating agencies pass 1,168, a 950 percent rise from 135",
        "",
        does=[EXPANDS],
        claims=[(1168, AGENCIES, None), (135, AGENCIES, None)],
    ),
    about(
        "ICE launches recruitment drive for law enforcement partners",
        "Departments that sign a 287(g) memorandum of agreement get equipment funds of $7,500 per trained officer.",
    ),
    about(
        "ICE opens first 287(g) Task Force Model training class of the year",
        "Deputies from nine sheriff's offices attend the 40-hour course.",
        types=[TASK],
        claims=[(9, AGENCIES, None)],
    ),
    about(
        "Fact sheet: how the Jail Enforcement Model, Warrant Service Officer and Task Force Model differ",
        "Each is set out in a memorandum of agreement between ICE and the local agency.",
        types=[JAIL, WARRANT, TASK],
    ),
    about(
        "ICE ends agreement with county after repeated breaches",
        "The agency terminated the sheriff's 287(g) memorandum of agreement on Friday.",
        does=[ENDS],
    ),
    about(
        "ICE removes former partner from list of 287(g) agencies",
        "The police department withdrew from the program last month.",
        does=[ENDS],
    ),
    about(
        "Operation Tidal Wave: Florida partners deliver largest joint immigration operation in state history",
        "ICE worked with the Florida Highway Patrol and dozens of sheriffs, all 287(g) partners.",
    ),
    about(
        "ICE partnership program by the numbers: 182 jail, 546 warrant and 1,654 task force agreements",
        "The 287(g) program now covers 39 states.",
        types=[JAIL, WARRANT, TASK],
        claims=[(182, AGREEMENTS, None), (546, AGREEMENTS, None), (1654, AGREEMENTS, None), (39, COUNTED_STATES, None)],
    ),
    about(
        "New partnership with ICE strengthens border state, says Homeland Security Secretary",
        "Oklahoma's Department of Public Safety has entered into an agreement with Immigration and Customs Enforcement.",
        does=[SIGNS],
    ),
    about(
        "Statement on New York law that ends local police cooperation with ICE",
        "The Local Cops, Local Crimes Act forces agencies to terminate their 287(g) agreements by August 25.",
        does=[BANS],
    ),
    about(
        "Two thousand officers are in training for 287(g)",
        "",
        claims=[(2000, OFFICERS, None)],
    ),
    about(
        "ICE trains 8,501 state and local officers under 287(g), with over 2,000 more in training",
        "",
        claims=[(8501, OFFICERS, None), (2000, OFFICERS, None)],
    ),
    other(
        "ICE Boston arrests Salvadoran national charged with assault",
        "Officers took the man into custody near his home on May 3.",
    ),
    other(
        "ICE Houston removes foreign fugitive wanted in Mexico for homicide",
        "Enforcement and Removal Operations handed him to Mexican authorities at the border.",
    ),
    other("ICE arrests 32 at worksite in Texas", "The operation followed an audit of employment records."),
    other(
        "DHS awards contract for new border wall in Arizona",
        "Crews will build 27 miles of barrier in the Tucson sector.",
    ),
    other(
        "DHS ends Temporary Protected Status for Honduras",
        "Beneficiaries have 60 days to leave or find another status.",
    ),
    other(
        "USCIS to raise fees for work visas",
        "Employers will pay more for H-1B petitions filed from the new fiscal year on.",
    ),
    other(
        "Secretary signs memorandum of cooperation with Guatemala on biometrics",
        "The agreement lets border officers of both countries share fingerprints.",
    ),
    other(
        "HSI, university sign memorandum of understanding on research security",
        "Homeland Security Investigations and the university will train faculty.",
    ),
    other(
        "ICE opens detention center in Louisiana",
        "The Louisiana Lockup at Angola has room for over 400 detainees.",
    ),
    other(
        "ICE statement on death of detainee in custody",
        "The agency notified the consulate and the medical examiner.",
    ),
    other(
        "Man sentenced to 9 years for child exploitation after HSI investigation",
        "The sheriff's office and Homeland Security Investigations worked the case together.",
    ),
    other(
        "CBP officers seize 200 pounds of methamphetamine at Laredo bridge",
        "The narcotics have a street value of $1.8 million.",
    ),
    other("ICE issues guidance to schools on SEVIS", "Designated school officials must update records by March 1."),
    other(
        "ICE removes member of MS-13 wanted in El Salvador",
        "ERO Baltimore and its partners located him in Prince George's County.",
    ),
    other(
        "Coast Guard, partners interdict 24 migrants off Puerto Rico",
        "The group was repatriated to the Dominican Republic.",
    ),
    other(
        "FEMA announces agreements with 12 states on disaster recovery",
        "The memoranda of agreement cover 12 states and 2 territories.",
    ),
    other(
        "TSA task force model cuts waiting times at 40 airports",
        "The agency will train 300 officers by summer.",
    ),
    other(
        "Worst of the worst: ICE arrests murderers, rapists over the weekend",
        "Officers arrested five men with criminal convictions on Saturday.",
    ),
    other(
        "DHS launches app for voluntary departure",
        "People who leave by themselves receive a stipend of $1,000 and a flight home.",
    ),
]

GOVERNORS = [
    about(
        "Governor Signs Executive Order Directing State Agencies to Enter 287(g) Agreements",
        "The order tells the state police and the Department of Corrections to apply for agreements with ICE.",
        does=[MANDATES],
    ),
    about(
        "Governor launches Project GEAUX",
        "Executive Order JML 25-060 directs state law enforcement agencies to partner with ICE.",
        does=[MANDATES],
    ),
    about(
        "Governor signs SB 8, requiring sheriffs to request 287(g) agreements",
        "Counties that meet the population threshold must comply by December 1, 2026. Grants will help to pay for it.",
        does=[MANDATES],
    ),
    about(
        "Governor Announces State Patrol Agreement with ICE",
        "Nebraska State Patrol troopers will be trained to assist in immigration enforcement under a signed memorandum of agreement.",
        does=[SIGNS],
    ),
    about(
        "Florida Highway Patrol signs 287(g) agreement, first in state under task force model",
        "Troopers may question and detain people whom they suspect of being in the country unlawfully.",
        does=[SIGNS],
        types=[TASK],
    ),
    about(
        "All 67 Florida sheriffs have signed 287(g) agreements, Governor says",
        "Florida now has more agreements than any other state.",
        does=[SIGNS],
        claims=[(67, AGENCIES, "Florida")],
    ),
    about(
        "Governor signs emergency bill: no more 287(g) agreements in Maryland",
        "The law bans agreements that deputise local officers for immigration enforcement; nine agencies must end theirs.",
        does=[BANS],
        claims=[(9, AGENCIES, None)],
    ),
    about(
        "Governor signs Local Cops, Local Crimes Act",
        "New York prohibits police and sheriffs from acting as immigration officers. Existing agreements end by August 25.",
        does=[BANS],
    ),
    about(
        "Governor ends state agencies' 287(g) agreements",
        "The order withdraws the Virginia State Police and the Department of Corrections from agreements with ICE. It does not cancel agreements of sheriffs.",
        does=[ENDS],
    ),
    about(
        "Governor signs bill barring immigration enforcement agreements",
        "New Mexico's law prohibits counties and the state from entering into 287(g) agreements.",
        does=[BANS],
    ),
    about(
        "Governor vetoes bill that would have required sheriffs to cooperate with ICE",
        "The governor returned the bill to the House on Friday.",
    ),
    about(
        "Governor to sign bill requiring every sheriff to join 287(g)",
        "HB 2219 passed the House 71-25 and the Senate 24-7.",
    ),
    about(
        "Governor's highway patrol letter asks for 287(g) authority",
        "South Dakota has applied to ICE under the Task Force Model.",
        types=[TASK],
    ),
    about(
        "Governor announces $38 million in grants for local immigration enforcement",
        "The State Board of Immigration Enforcement pays bonuses to officers who hold 287(g) credentials.",
    ),
    about(
        "Governor: 325 Florida agencies now work with ICE",
        "That is more than any other state has in the 287(g) program.",
        claims=[(325, AGENCIES, "Florida")],
    ),
    about(
        "Tennessee awards immigration enforcement grants",
        "54 Tennessee agencies take part in the 287(g) program, up from 40.",
        does=[EXPANDS],
        claims=[(54, AGENCIES, "Tennessee"), (40, AGENCIES, "Tennessee")],
    ),
    about(
        "Governor deploys National Guard to help ICE under 287(g)",
        "Texas guardsmen have been deputised as immigration officers.",
    ),
    about(
        "Governor expands Guard's immigration role",
        "The agreement with ICE now allows Guard members to make immigration arrests.",
        does=[EXPANDS],
    ),
    about(
        "Attorney General: sheriffs may not sign immigration enforcement agreements",
        "The opinion explains the state's ban on 287(g) agreements.",
        does=[BANS],
    ),
    about(
        "Attorney General sues city over policy that limits cooperation with ICE",
        "State law requires local police to honor detainers, says the complaint.",
    ),
    about(
        "Attorney General Reminds Sheriffs of Duty Under HB 1105",
        "Georgia law requires sheriffs to seek agreements with ICE and to report each year.",
        does=[MANDATES],
    ),
    about(
        "Attorney General's Division of Criminal Investigation joins ICE partnership",
        "Agents of South Dakota's DCI will be trained under a 287(g) agreement.",
        does=[SIGNS],
    ),
    about(
        "Comptroller opens Sheriff Immigration Law Enforcement Grant Program",
        "At least 150 of 254 counties are eligible for grants under SB 8.",
    ),
    about(
        "Attorney General issues guidance on the end of 287(g) in New York",
        "Nine of twelve agencies have left ICE's list.",
        does=[ENDS],
        claims=[(9, AGENCIES, None), (12, AGENCIES, None)],
    ),
    about(
        "Governor Signs Law Prohibiting Local Participation in Federal Civil Immigration Enforcement",
        "Agencies in Delaware may no longer enter into agreements under 287(g).",
        does=[BANS],
    ),
    about(
        "State Police will not take part in 287(g), Governor says",
        "The superintendent has not signed an agreement and does not plan to.",
    ),
    about(
        "Department of Public Safety completes 287(g) training",
        "Georgia has trained 1,100 troopers and officers for immigration duties.",
        claims=[(1100, OFFICERS, "Georgia")],
    ),
    about(
        "Corrections Department renews jail partnership with ICE",
        "The Jail Enforcement Model lets correctional officers interview inmates about their status.",
        types=[JAIL],
    ),
    about(
        "Chief Immigration Enforcement Officer named for Tennessee's Centralized Immigration Enforcement Division",
        "The division coordinates agencies in the 287(g) program.",
    ),
    about(
        "Florida becomes first state with every county jail in 287(g)",
        "Sheriffs in all 67 counties have joined under the Warrant Service Officer or Jail Enforcement Model.",
        does=[SIGNS],
        types=[JAIL, WARRANT],
    ),
    about(
        "Governor issues order: state employees shall not assist ICE in civil immigration enforcement",
        "The order bars any contract that deputizes state officers.",
        does=[BANS],
    ),
    about(
        "Statement from the Governor on 287(g) ruling",
        "A court has upheld the ban on local immigration agreements.",
        does=[BANS],
    ),
    about(
        "Governor signs immigration package SB 2-C",
        "Sheriffs who run a county jail must enter into an agreement with ICE.",
        does=[MANDATES],
    ),
    about(
        "Louisiana State Police, Wildlife and Fisheries agents join ICE in Operation GEAUX",
        "Both agencies signed memoranda of agreement in May.",
        does=[SIGNS],
    ),
    about(
        "Governor rescinds order on cooperation with federal immigration authorities",
        "The 2025 order had directed state agencies to enter into 287(g) agreements.",
        does=[ENDS, MANDATES],
    ),
    other(
        "Governor orders flags to half-staff for fallen deputy",
        "Flags are to be lowered on state buildings until sunset on Friday.",
    ),
    other("Governor's Public Schedule for the Week of March 2", "Monday: remarks at a school in Lincoln."),
    other("Governor Announces Appointments to Boards and Commissions", "Members serve terms of four years."),
    other("Governor signs memorandum of agreement with university on nuclear research", "The MOA runs for five years."),
    other(
        "Governor leads trade mission, signs memorandum of understanding with Taiwan",
        "Five companies signed agreements worth $2 billion.",
    ),
    other("Governor creates task force on opioids", "The task force model has worked in 12 states, the governor said."),
    other("Governor declares state of emergency ahead of ice storm", "Crews will treat roads with salt from midnight."),
    other("GOVERNOR WARNS OF ICE ON ROADS; STATE POLICE ASK DRIVERS TO STAY HOME", ""),
    other(
        "Governor signs bill on warrant requirements for phone records",
        "Police must get a warrant before they ask for location data.",
    ),
    other(
        "Governor breaks ground on new county jail",
        "The jail will be paid from bonds; 300 officers will work there.",
    ),
    other("Governor nominates judge to Superior Court", "The nominee has served as a county attorney since 2014."),
    other("Governor proclaims Immigrant Heritage Month", "The state celebrates those who came from 90 countries."),
    other(
        "Governor signs Section 287 of the budget trailer bill into law",
        "The section changes how water fees are set.",
    ),
    other("Governor extends task force on homelessness", "The order expands the group to 24 agencies."),
    other(
        "State Police sign agreement with neighboring states on cross-border pursuit",
        "Troopers of three states may now follow suspects across state lines.",
    ),
    other(
        "Attorney General joins 22 states in suit over visa fee",
        "The complaint says that the fee harms hospitals and universities.",
    ),
    other(
        "Governor condemns ICE detention of student",
        "The governor asked for her release and offered the family legal aid.",
    ),
    other(
        "Governor visits border with National Guard",
        "Troops support Customs and Border Protection in the El Paso sector.",
    ),
    other("Governor signs bill to ban phones in schools", "The ban takes effect on July 1."),
    other(
        "Attorney General obtains 15-year sentence for trafficker",
        "The defendant's immigration status was no matter in the case.",
    ),
    other("Governor launches New American fellowship", "The office will help immigrants with licences and loans."),
    other("State expands warrant officer program in National Guard", "Twelve soldiers became warrant officers."),
    other(
        "Governor announces 1,000 new apprenticeships",
        "More than 450 agreements with employers in 38 counties back it.",
    ),
    other("Highway Patrol swears in 54 new troopers", "The troopers completed 26 weeks of training at the academy."),
    other("Attorney General warns of notario fraud", "Immigrants should check whether an adviser is a lawyer."),
    other("Governor signs compact with tribal police", "The agreement cross-deputizes tribal officers."),
    other("Governor signs HB 1105 to modernise insurance filings", "The bill takes effect in 90 days."),
    other("Texas A&M, Governor open ice hockey arena", "The rink seats 5,000."),
    other("Governor signs SB 8 on property tax relief", "The bill passed the Senate 31-0."),
    other("Governor announces Operation to plow snow and ice", ""),
    other("Public schedule: Governor, Lieutenant Governor, Wednesday", ""),
    other(
        "Governor Sends Letter on Refugee Resettlement",
        "The state consents to receive refugees in the coming fiscal year.",
    ),
    other("Governor pardons 24 people", "Two of the pardons help recipients who face deportation."),
    other(
        "Governor urges Congress to fix asylum",
        "A bipartisan letter asks for more immigration judges and work permits.",
    ),
]

LOCAL = [
    about(
        "Sheriff's Office Enters Into 287(g) Agreement With ICE",
        "Goliad County deputies will be trained under the Warrant Service Officer program.",
        does=[SIGNS],
        types=[WARRANT],
    ),
    about(
        "Sheriffs’ Association backs 287(g)",
        "The association says that 48 of its members already hold agreements.",
        claims=[(48, AGENCIES, None)],
    ),
    about(
        "County ends participation in 287\u00a0(g)",
        "The sheriff has given ICE notice that the Jail Enforcement Model agreement is terminated.",
        does=[ENDS],
        types=[JAIL],
    ),
    about(
        "Police department withdraws application to ICE program",
        "The city council asked the chief to drop the 287(g) request. No agreement had been signed.",
    ),
    about(
        "City council votes to approve 287(g) agreement",
        "Officers of the police department will serve on an immigration task force with ICE.",
        does=[SIGNS],
    ),
    about(
        "Commissioners reject 287(g) proposal",
        "The county will not join the federal program.",
    ),
    about(
        "Is your sheriff joining 287(g)? Questions and answers",
        "What the agreements allow, and what they do not.",
    ),
    about(
        "County jail begins immigration screening with ICE",
        "Deputies trained under the jail model started work on Monday; the sheriff signed the memorandum of agreement in June.",
        does=[SIGNS],
        types=[JAIL],
    ),
    about(
        "Three deputies complete ICE training as Designated Immigration Officers",
        "",
        claims=[(3, OFFICERS, None)],
    ),
    about(
        "Sheriff: deputies have made 47 immigration arrests under 287(g)",
        "",
        claims=[(47, ARRESTS, None)],
    ),
    about(
        "Statement on 287g",
        "The Sheriff's Office has never had and does not seek an agreement with ICE.",
    ),
    about(
        "Police Chief explains memorandum of agreement with Immigration and Customs Enforcement",
        "Six officers will be deputized.",
        claims=[(6, OFFICERS, None)],
    ),
    about(
        "Department no longer in 287(g) program",
        "The chief told the council that the police department cancelled its agreement with ICE.",
        does=[ENDS],
    ),
    about(
        "Sheriff adds Task Force Model to existing 287(g) jail agreement",
        "",
        does=[EXPANDS],
        types=[TASK, JAIL],
    ),
    about(
        "University police department joins 287(g) program",
        "Campus officers will be trained by ICE, the university said.",
        does=[SIGNS],
    ),
    about(
        "Town votes to leave ICE partnership",
        "The select board told the police chief to terminate the agreement with immigration authorities.",
        does=[ENDS],
    ),
    about(
        "Constable Precinct 4 signs on with ICE",
        "The memorandum of agreement was countersigned in Washington on July 8.",
        does=[SIGNS],
    ),
    about(
        "Sheriffs in 39 counties take part in 287(g), association survey finds",
        "Members have 61 agreements with ICE.",
        claims=[(61, AGREEMENTS, None)],
    ),
    about(
        "ACLU: more than 1,000 agencies now deputised for ICE",
        "The 287(g) program has doubled since spring.",
        claims=[(1000, AGENCIES, None)],
        does=[EXPANDS],
    ),
    about(
        "Court dismisses suit over county's 287(g) program",
        "The agreement stays in force.",
    ),
    about(
        "Sheriff declines to sign 287(g) agreement",
        "The county does not have the staff for it, the sheriff said.",
    ),
    about(
        "Police to be reimbursed for ICE partnership",
        "The department expects $340,000 for salaries of officers with 287(g) credentials.",
    ),
    about(
        "County Commission considers 287(g)",
        "A vote on the agreement with ICE is due on April 14.",
    ),
    about(
        "Lawmakers pass bill to require 287(g) in every county",
        "The bill now goes to the Governor.",
    ),
    about(
        "Legislature weighs ban on agreements between police and ICE",
        "The bill would prohibit 287(g) agreements.",
    ),
    other(
        "Sheriff's deputies arrest three on warrants",
        "The warrant service team made the arrests after a tip.",
    ),
    other("Sheriff and school district sign MOA on school resource officers", "Four deputies will serve at schools."),
    other(
        "Regional drug task force expands to five counties",
        "Sheriffs signed a memorandum of agreement with the DEA.",
    ),
    other("Police Department joins cybercrime task force of the Secret Service", "Two officers were deputized."),
    other("Sheriff's office ends contract with jail food vendor", "The agreement was terminated after an audit."),
    other("Jail bond measure passes", "Voters approved $44 million."),
    other("City council adopts memorandum of agreement with firefighters", "The MOA covers 240 officers and medics."),
    other("Sheriff urges drivers to beware of black ice", "Deputies answered 60 calls overnight."),
    other("Sheriff's office hosts citizenship ceremony", "Forty people from 19 countries became citizens."),
    other("Deputies find stolen ice machine", "Two men were arrested."),
    other("Police arrest man on ICE agent impersonation charge", "He showed a false badge at a shop, police said."),
    other(
        "County signs agreement with U.S. Marshals to house inmates",
        "The jail will hold up to 60 federal inmates.",
    ),
    other(
        "Section 287 of the zoning code: public hearing",
        "The city will enter into agreements with owners along Main Street.",
    ),
    other("Sheriff's Office offers warrant amnesty day", "People can clear old warrants without arrest."),
    other("Sheriffs' Association names Sheriff of the Year", "The award was given in Orlando."),
    other("Police thank immigrants' center for interpreters", "The partnership helps victims to report crimes."),
    other("County and ICE Air contractor dispute airport fees", "The commission will review the lease."),
]

SPANISH = [
    about(
        "El Gobernador firma orden que pone fin a los acuerdos 287(g) de las agencias estatales",
        "La orden no cancela los acuerdos de los alguaciles.",
        does=[ENDS],
    ),
    about(
        "La Gobernadora promulga la Ley Local Cops, Local Crimes",
        "La ley prohíbe los acuerdos 287(g) en Nueva York.",
        does=[BANS],
    ),
    about(
        "ICE llega a 958 agencias en el programa 287(g)",
        "Más de 8,500 oficiales han sido entrenados.",
        does=[EXPANDS],
        claims=[(958, AGENCIES, None), (8500, OFFICERS, None)],
    ),
    about(
        "Más de 450 acuerdos 287(g) en 38 estados",
        "",
        claims=[(450, AGREEMENTS, None), (38, COUNTED_STATES, None)],
    ),
    about(
        "La Oficina del Alguacil firma un memorando de acuerdo con ICE",
        "Los agentes serán entrenados como Oficiales de Servicio de Órdenes Judiciales.",
        does=[SIGNS],
        types=[WARRANT],
    ),
    about(
        "Patrulla de Carreteras de Florida se une al programa 287(g)",
        "El acuerdo sigue el Modelo de Grupo de Trabajo.",
        does=[SIGNS],
        types=[TASK],
    ),
    about(
        "El Gobernador ordena a la policía estatal colaborar con ICE",
        "Las agencias deben firmar acuerdos 287(g).",
        does=[MANDATES],
    ),
    about(
        "Nueva ley obliga a los alguaciles a solicitar acuerdos con ICE",
        "La ley SB 8 de Texas exige que los condados soliciten acuerdos 287(g).",
        does=[MANDATES],
    ),
    about(
        "El condado no ha firmado ningún acuerdo 287(g), aclara el alguacil",
        "La oficina no participa en el programa.",
    ),
    about(
        "Departamento de policía termina su acuerdo de control migratorio con ICE",
        "El concejo votó por retirarse del programa.",
        does=[ENDS],
    ),
    other("El Gobernador ordena banderas a media asta", "Las banderas ondearán a media asta el lunes."),
    other("ICE arresta a ciudadano mexicano buscado por homicidio", "El hombre fue detenido en Houston."),
    other("La Gobernadora firma acuerdo con la universidad", "El memorando de acuerdo dura cinco años."),
    other("Tormenta de hielo: el Gobernador declara emergencia", ""),
    other("La Gobernadora anuncia ayuda para familias inmigrantes", "El estado dará 10 millones de dólares."),
    other("Agenda pública de la Gobernadora", ""),
    other("La ciudad amplía el grupo de trabajo contra los opioides", "Participan 14 agencias."),
]

FIRST_FORMER_HOLDOUT = [
    about(
        "Broward Sheriff, Miami-Dade Among Newest Agencies Trained by ICE",
        "The two offices have completed the course that 287(g) requires; 140 deputies may now serve administrative warrants.",
        claims=[(140, OFFICERS, None)],
    ),
    about(
        "ICE Announces Milestone in State and Local Partnerships",
        "The 287(g) program has grown from 135 agencies to more than 1,300 in 41 states.",
        does=[EXPANDS],
        claims=[(135, AGENCIES, None), (1300, AGENCIES, None), (41, COUNTED_STATES, None)],
    ),
    about(
        "Operation Tidal Wave nets 10,400 arrests since launch",
        "Florida's 287(g) partners, among them the Fish and Wildlife Conservation Commission, took part with ICE.",
        claims=[(10400, ARRESTS, "Florida")],
    ),
    about(
        "DHS slams Maryland law that forces sheriffs out of 287(g)",
        "The department says that nine sheriffs had to give up agreements which kept criminals off the street.",
        does=[BANS],
        claims=[(9, AGENCIES, None)],
    ),
    about(
        "WHAT THEY ARE SAYING: SHERIFFS PRAISE 287(G) REIMBURSEMENT",
        "From October 1, ICE pays the full salary and benefits of each trained task force officer.",
        types=[TASK],
    ),
    about(
        "ICE and Tennessee Highway Patrol partner in Nashville operation",
        "Troopers, acting under a 287(g) agreement, and ICE officers made 196 arrests in one week.",
        claims=[(196, ARRESTS, None)],
    ),
    about(
        "Secretary visits Fort Myers to see Florida deputies sworn in as immigration officers",
        "The deputies completed training under the Task Force Model of the 287(g) program.",
        types=[TASK],
    ),
    about(
        "Frequently asked questions about delegation of immigration authority to local officers",
        "How an agency can request a memorandum of agreement with ICE, and what training costs.",
    ),
    about(
        "Arkansas governor: state police, corrections to work with ICE",
        "Both departments have signed agreements that let their officers enforce immigration law.",
        does=[SIGNS],
    ),
    about(
        "Governor signs Defense Against Criminal Illegals Act",
        "The act requires every county sheriff with a jail to take part in a 287(g) program.",
        does=[MANDATES],
    ),
    about(
        "Governor: South Carolina Law Enforcement Division enters task force agreement with ICE",
        "",
        does=[SIGNS],
        types=[TASK],
    ),
    about(
        "Governor's Statement on Supreme Court Decision Regarding Local Immigration Enforcement",
        "The ruling lets stand a state law under which sheriffs must cooperate with ICE.",
        does=[MANDATES],
    ),
    about(
        "Governor Signs New Mexico Immigrant Safety Act",
        "Counties may not rent beds to ICE or lend it their officers through 287(g) agreements.",
        does=[BANS],
    ),
    about(
        "Oklahoma's Operation Guardian sends first troopers to ICE academy",
        "The Highway Patrol joined the 287(g) program in February.",
        does=[SIGNS],
    ),
    about(
        "Governor revokes predecessor's order on immigration enforcement",
        "Virginia's state agencies no longer have to seek 287(g) agreements.",
        does=[ENDS],
    ),
    about(
        "Attorney General sends cease letters to three sheriffs over ICE agreements",
        "The letters say that state law has prohibited such agreements since January.",
        does=[BANS],
        claims=[(3, AGENCIES, None)],
    ),
    about(
        "Attorney General Sues Sheriff for Refusing to Sign Agreement Required by SB 8",
        "Texas sheriffs in the larger counties must ask ICE for a 287(g) agreement by December 1.",
        does=[MANDATES],
    ),
    about(
        "Attorney General publishes report on Keep Washington Working Act",
        "Two sheriff's offices shared jail data with ICE despite the ban on local help in civil immigration enforcement.",
        does=[BANS],
        claims=[(2, AGENCIES, "Washington")],
    ),
    about(
        "State awards second round of IGP grants",
        "Florida's State Board of Immigration Enforcement has approved payments to 212 agencies.",
        claims=[(212, AGENCIES, "Florida")],
    ),
    about(
        "Sheriff and ICE formalize jail partnership",
        "The agreement, the first of its kind in Idaho, allows detention deputies to serve ICE warrants.",
    ),
    about(
        "Board of Supervisors ends county's immigration pact",
        "By 4 to 1 the board told the sheriff to give ICE 30 days' notice under the 287(g) memorandum.",
        does=[ENDS],
    ),
    about(
        "Town manager: police will not renew 287(g)",
        "The agreement with ICE expires in June.",
    ),
    about(
        "Sheriff responds to questions on Warrant Service Officers",
        "Ten detention deputies hold ICE credentials, and they work inside the jail only.",
        types=[WARRANT],
        claims=[(10, OFFICERS, None)],
    ),
    about(
        "Campus police suspend ICE agreement after protests",
        "Florida university trustees will take up the 287(g) program in May.",
        does=[ENDS],
    ),
    about(
        "Sheriffs' Association publishes model policy for 287(g) agencies",
        "The policy covers identification, body cameras and complaints.",
    ),
    about(
        "Advocates: 77 million people live where police work for ICE",
        "A report maps all 1,168 agencies with 287(g) agreements.",
        claims=[(1168, AGENCIES, None)],
    ),
    about(
        "Police chief: we do not ask about immigration status, and we have no 287(g) agreement",
        "",
    ),
    about(
        "County attorney: sheriff can leave ICE program without a board vote",
        "Either side may end the memorandum of agreement at any time.",
    ),
    about(
        "Senate committee advances bill to end 287(g) in Delaware",
        "HB 182 would stop local police from signing agreements with ICE.",
    ),
    about(
        "Commission approves mayor's plan: police join federal immigration task force",
        "The city attorney had warned that refusing to sign ICE's memorandum of agreement would break Florida law.",
        does=[SIGNS],
    ),
    about(
        "ICE suma 1,000 agencias al programa 287(g)",
        "Florida tiene 325 acuerdos y Texas 171.",
        does=[EXPANDS],
        claims=[(1000, AGENCIES, None), (325, AGREEMENTS, "Florida"), (171, AGREEMENTS, "Texas")],
    ),
    about(
        "Maryland prohíbe que la policía local actúe como agente de inmigración",
        "El Gobernador promulgó la ley que elimina los acuerdos 287(g) de nueve condados.",
        does=[BANS],
    ),
    about(
        "Alguacil retira su oficina del programa 287(g)",
        "El modelo de cárcel estuvo en vigor durante ocho años.",
        does=[ENDS],
        types=[JAIL],
    ),
    about(
        "El fiscal general recuerda a los alguaciles que deben colaborar con ICE",
        "La ley estatal exige solicitar un memorando de acuerdo.",
        does=[MANDATES],
    ),
    other(
        "ICE Miami arrests Cuban national convicted of manslaughter",
        "The Florida Highway Patrol stopped his car near Ocala.",
    ),
    other(
        "ICE, local police arrest gang member in Virginia",
        "Officers from Fairfax County assisted at the scene.",
    ),
    other(
        "ERO Seattle removes man wanted for fraud in India",
        "He had overstayed his visa by six years.",
    ),
    other(
        "Businessman pleads guilty to harboring unauthorized workers",
        "HSI and the state police investigated the restaurants together.",
    ),
    other(
        "ICE Director names new field office heads",
        "The three career officers will lead offices in Denver, Dallas and Newark.",
    ),
    other(
        "ICE Health Service Corps earns accreditation",
        "The review covered 18 facilities and their medical staff.",
    ),
    other(
        "DHS and Department of War agree on use of base for detention",
        "The memorandum covers tents, water and guards.",
    ),
    other(
        "DHS extends agreement with Costa Rica on third-country removals",
        "The governments signed in San José.",
    ),
    other(
        "Secretary highlights arrests of worst criminal aliens in Minneapolis",
        "Sanctuary politicians would have let these men walk free, the department said.",
    ),
    other("E-Verify turns 30", "More than a million employers now use it."),
    other("ICE hiring event draws 3,000 applicants in Arlington, Texas", "Agents' pay and bonuses were on display."),
    other(
        "Governor Reminds Residents of Ice Fishing Safety",
        "Conservation officers recommend four inches of clear ice.",
    ),
    other("Governor Announces Judicial Nominations", "The Senate will take them up in its next session."),
    other(
        "Governor signs memorandum of understanding with Ireland on green hydrogen",
        "Agencies of both sides will meet twice a year.",
    ),
    other(
        "Governor establishes Task Force on Rural Policing",
        "Sheriffs from ten counties will study pay and training of deputies.",
    ),
    other("Governor orders flags lowered in honor of sheriff's deputy", "Flags fly at half-staff until sunset."),
    other(
        "Governor announces partnership with ICEE on summer reading",
        "Libraries in 38 counties give coupons to children.",
    ),
    other(
        "State of emergency lifted after ice jam on Missouri River",
        "County sheriffs have reopened all roads.",
    ),
    other("Governor expands jail-based treatment model to 14 counties", "Sheriffs will receive $3 million."),
    other("Governor mobilizes Guard to help state police in capital", "Some 350 guardsmen will patrol downtown."),
    other(
        "Governor calls for end to family separation",
        "The governor met with families whose relatives had been deported.",
    ),
    other(
        "Attorney General leads brief against end of birthright citizenship",
        "Eighteen states joined it.",
    ),
    other(
        "Attorney General settles with company over warranty claims",
        "The agreement covers 1,000 buyers in 38 states.",
    ),
    other(
        "Attorney General: police chief indicted",
        "The charges follow a probe into evidence from a drug task force.",
    ),
    other(
        "Sheriff's Office, Homeland Security Investigations rescue two children",
        "A suspect faces federal charges.",
    ),
    other("Sheriff announces 45 arrests in warrant sweep", "Deputies worked with the Marshals' fugitive task force."),
    other("Police department signs mutual aid agreement", "Twelve towns will share officers in storms and floods."),
    other("County approves MOA with community college for jail classes", "Inmates may earn credits."),
    other("Deputies complete crisis training", "Fifty officers finished the 40-hour course."),
    other(
        "Consulate and city open help desk for immigrants",
        "Staff explain rights, schooling and taxes.",
    ),
    other("Gobernador anuncia nombramientos a juntas", ""),
    other(
        "Policía estatal y universidad firman acuerdo de cooperación", "Capacitará a 60 agentes en primeros auxilios."
    ),
    other("ICE deporta a prófugo buscado en Honduras", "El vuelo salió de Alexandria, Luisiana."),
    other("Alcalde pide reforma migratoria", "La ciudad apoya un camino a la ciudadanía."),
]

SECOND_FORMER_HOLDOUT = [
    about(
        "ICE welcomes Wyoming Highway Patrol to 287(g)",
        "The patrol's director put his name to the memorandum of agreement on Tuesday, and 20 troopers begin training in May.",
        does=[SIGNS],
        claims=[(20, OFFICERS, "Wyoming")],
    ),
    about(
        "287(g) by state: Florida 325 agreements, Texas 172, Georgia 41",
        "",
        claims=[(325, AGREEMENTS, "Florida"), (172, AGREEMENTS, "Texas"), (41, AGREEMENTS, "Georgia")],
    ),
    about(
        "ICE hits 700 partner agencies, a fivefold increase in a year",
        "The 287(g) program had 135 in December.",
        does=[EXPANDS],
        claims=[(700, AGENCIES, None), (135, AGENCIES, None)],
    ),
    about(
        "DHS: New York sheriffs kept off the streets 3,200 criminals under 287(g)",
        "The department asks the state to repeal its ban on the agreements.",
        does=[BANS],
    ),
    about(
        "ICE seeks police departments for street task forces",
        "Under section 287(g) of the Immigration and Nationality Act, officers may be trained and credentialed at no cost to the city.",
    ),
    about(
        "Acting Director's remarks to the National Sheriffs' Association",
        "He thanked sheriffs for more than 1,500 agreements under the 287(g) program and promised quicker payments.",
        claims=[(1500, AGREEMENTS, None)],
    ),
    about(
        "ICE partners in Louisiana make 270 arrests in a week",
        "Agencies with 287(g) authority included the State Police and Wildlife and Fisheries.",
        claims=[(270, ARRESTS, "Louisiana")],
    ),
    about(
        "DHS terminates agreement with sheriff who broke its terms",
        "The county's Warrant Service Officer memorandum ended on June 30.",
        does=[ENDS],
        types=[WARRANT],
    ),
    about(
        "Performance awards for 287(g) partners to be paid each quarter",
        "Up to $1,000 per officer depends on how well an agency helps ICE to locate people.",
    ),
    about(
        "ICE revives task force model, ended in 2012",
        "Local officers may again make immigration arrests during their routine police duties.",
        types=[TASK],
    ),
    about(
        "Governor orders Highway Patrol, Guard and state investigators to join ICE program",
        "Each agency is to apply for a 287(g) agreement within 30 days.",
        does=[MANDATES],
    ),
    about(
        "Governor Signs Tennessee Immigration Package",
        "It creates a Centralized Immigration Enforcement Division and gives grants to counties that enroll in 287(g).",
    ),
    about(
        "Governor and sheriffs announce statewide partnership with ICE",
        "All 95 sheriffs attended; 54 have already signed agreements.",
        does=[SIGNS],
        claims=[(95, AGENCIES, None), (54, AGENCIES, None)],
    ),
    about(
        "Governor signs Executive Order 12: state troopers out of federal immigration work",
        "The order cancels the 287(g) agreement of the State Police.",
        does=[ENDS],
    ),
    about(
        "Maine law on local immigration enforcement takes effect",
        "Police may not enter into 287(g) agreements or hold people for ICE without a judge's warrant.",
        does=[BANS],
    ),
    about(
        "Governor lets bill on ICE cooperation become law without signature",
        "From July on, Louisiana parishes are barred from policies that hinder work with federal immigration agents.",
        does=[BANS],
    ),
    about(
        "Lieutenant Governor calls on every sheriff to sign up with ICE",
        "About 150 sheriffs are eligible for grants under the Sheriff Immigration Law Enforcement Grant Program.",
        claims=[(150, AGENCIES, None)],
    ),
    about(
        "Governor's budget doubles fund for local immigration enforcement partners",
        "The fund repays sheriffs who train deputies for 287(g) duty.",
    ),
    about(
        "Attorney General opinion: town may withdraw from 287(g)",
        "Nothing in state law keeps a town in the agreement.",
    ),
    about(
        "Attorney General, ICE sign memorandum of agreement for special agents",
        "South Carolina becomes the first state whose Attorney General joins 287(g).",
        does=[SIGNS],
    ),
    about(
        "Attorney General files amicus brief to defend Local Cops, Local Crimes Act",
        "The act bars New York agencies from immigration agreements with ICE.",
        does=[BANS],
    ),
    about(
        "Highway Patrol completes training; 1,800 troopers hold immigration credentials",
        "Florida pays a bonus of $1,000 to each trooper in the 287(g) program.",
        claims=[(1800, OFFICERS, None)],
    ),
    about(
        "Sheriff withdraws from 287(g), cites staffing",
        "",
        does=[ENDS],
    ),
    about(
        "Jail staff certified to serve ICE administrative warrants",
        "Seven deputies graduated under the sheriff's Warrant Service Officer agreement.",
        types=[WARRANT],
        claims=[(7, OFFICERS, None)],
    ),
    about(
        "City manager's memo on ICE agreement",
        "Council will hold a hearing before the chief signs anything.",
    ),
    about(
        "Sheriffs of six counties sign immigration agreements in joint ceremony",
        "ICE's field office director took part.",
        does=[SIGNS],
    ),
    about(
        "Voters to decide on county's 287(g) deal",
        "The referendum would end the jail agreement.",
    ),
    about(
        "Police union opposes 287(g)",
        "Members say the city should not sign.",
    ),
    about(
        "Judge orders sheriff to halt 287(g) arrests",
        "The court found that state law forbids the agreement.",
        does=[BANS],
    ),
    about(
        "Study: counties with 287(g) jail agreements saw fewer calls from immigrants",
        "Researchers looked at 61 agencies in nine states.",
        claims=[(61, AGENCIES, None), (9, COUNTED_STATES, None)],
        types=[JAIL],
    ),
    about(
        "County cuts ties with ICE",
        "Commissioners voted to end the sheriff's participation in the Jail Enforcement Model.",
        does=[ENDS],
        types=[JAIL],
    ),
    about(
        "Sheriff upgrades to Task Force Model",
        "The office, a 287(g) partner since 2019, signed a second memorandum of agreement with ICE.",
        does=[SIGNS],
        types=[TASK],
    ),
    about(
        "La Patrulla Estatal firma acuerdo con ICE",
        "Veinte agentes recibirán capacitación 287(g).",
        does=[SIGNS],
    ),
    about(
        "Nuevo México prohíbe los acuerdos 287(g)",
        "La Gobernadora firmó la ley el jueves.",
        does=[BANS],
    ),
    about(
        "El programa 287(g) supera los 1,300 acuerdos",
        "Participan agencias de 41 estados.",
        does=[EXPANDS],
        claims=[(1300, AGREEMENTS, None), (41, COUNTED_STATES, None)],
    ),
    about(
        "Condado cancela su convenio con ICE",
        "",
        does=[ENDS],
    ),
    other(
        "ICE Atlanta arrests fugitive after tip from county sheriff",
        "The sheriff's office had let the man go before an immigration detainer arrived.",
    ),
    other(
        "ICE lodges detainer against man accused of killing deputy",
        "He was booked into the county jail on Sunday.",
    ),
    other(
        "HSI, Sheriff's Office seize 40 kilos of fentanyl",
        "The border security task force made two arrests.",
    ),
    other(
        "Two sentenced for smuggling migrants in trailer",
        "State troopers stopped the truck and called Border Patrol.",
    ),
    other(
        "ICE fugitive operation in Chicago ends with 86 arrests",
        "Most had final orders of removal.",
    ),
    other(
        "DHS announces agreement with airlines on voluntary departure flights",
        "Passengers can book at no cost.",
    ),
    other(
        "ICE signs contract for detention space in Texas",
        "The company will run a center with 5,000 beds.",
    ),
    other(
        "Statement on attack against ICE officers in Portland",
        "Two officers were hurt; police arrested one man.",
    ),
    other(
        "Secretary meets President of El Salvador",
        "They signed an agreement on the exchange of criminal records.",
    ),
    other("ICE removes 118 to Colombia", "The charter flight left from Alexandria."),
    other(
        "USCIS, State Department sign memorandum of agreement on visa vetting",
        "The two will share biometric data.",
    ),
    other("DHS reminds public of REAL ID deadline", "Agencies in all 50 states issue the cards."),
    other("Governor appoints new Commissioner of Public Safety", "She led the State Police for six years."),
    other("Governor's Weekly Schedule", "Tuesday: bill signing, State House."),
    other(
        "Governor sends 200 Guard members to southwest border",
        "They will help Border Patrol with surveillance.",
    ),
    other("Governor creates Office of Immigrant Affairs", "It will coordinate with counties and cities."),
    other(
        "Governor signs bill to let immigrants become police officers",
        "Holders of work permits may now apply to departments.",
    ),
    other(
        "Governor demands answers after ICE shooting in Minneapolis",
        "State investigators were denied access to the scene.",
    ),
    other("Governor approves disaster loans after ice dam floods", "Eleven counties qualify."),
    other(
        "Governor, tribal leaders sign memorandum of agreement on gaming",
        "The pact runs through 2040.",
    ),
    other(
        "Governor bans state contracts with companies tied to foreign adversaries",
        "The order covers 44 agencies.",
    ),
    other("Governor ends participation in federal summer food program", "The state will use its own fund."),
    other(
        "Governor signs Act to expand warrant service by e-mail",
        "Officers may serve search warrants on firms online.",
    ),
    other(
        "Attorney General announces multistate task force on organized retail crime",
        "Police in 12 states have signed agreements.",
    ),
    other("Attorney General sues over cuts to FEMA grants", "Twenty states joined the suit."),
    other("Attorney General convenes jail death task force", "Sheriffs and doctors will meet monthly."),
    other("Sheriff's deputies cleared in shooting", "The review took nine months."),
    other("Sheriff seeks 12 new deputies for courthouse", "The county approved the positions."),
    other("Police recover stolen ice cream truck", "Officers arrested one man."),
    other("City ends agreement with towing company", "The police department will run its own lot."),
    other("Police department and federal agents announce 30 arrests in gang case", "The FBI led the task force."),
    other("County jail ends in-person visits", "The sheriff cites staffing."),
    other("Sheriffs' Association opposes bill on bail", "Members from 60 counties testified."),
    other("Alguacil advierte de estafas con órdenes de arresto", ""),
    other("ICE arresta a dos fugitivos en Puerto Rico", "Los agentes actuaron con la policía."),
    other("El Gobernador firma acuerdo comercial con México", "Participan 30 empresas."),
]

THIRD_FORMER_HOLDOUT = [
    about(
        "FACT CHECK: What 287(g) does and does not do",
        "DHS sets right reports that local officers act without supervision.",
    ),
    about(
        "ICYMI: Sheriffs across Pennsylvania choose to work with ICE",
        "Bucks County had planned to join; 31 agencies of the state hold agreements today.",
        claims=[(31, AGENCIES, "Pennsylvania")],
    ),
    about(
        "ICE's local partners now outnumber its own field offices forty to one",
        "As of September 17, 1,000 agreements under section 287(g) were active in 40 states.",
        claims=[(1000, AGREEMENTS, None), (40, COUNTED_STATES, None)],
    ),
    about(
        "DHS releases 287(g) report for Congress",
        "In the fiscal year, 838 officers received initial training and the partners met 9,100 people in jails.",
        claims=[(838, OFFICERS, None)],
    ),
    about(
        "Utah county joins Weber and Washington counties as ICE partner",
        "The sheriff's Warrant Service Officer agreement took effect on Thursday.",
        does=[SIGNS],
        types=[WARRANT],
    ),
    about(
        "ICE and Alaska State Troopers end talks over agreement",
        "The department decided against a 287(g) memorandum of agreement.",
    ),
    about(
        "DHS sues New York over law against local immigration agreements",
        "The complaint asks the court to strike down the Local Cops, Local Crimes Act.",
    ),
    about(
        "ICE publishes new template for Memorandum of Agreement with local agencies",
        "Those who signed earlier texts need not sign again.",
    ),
    about(
        "Arrests by 287(g) task forces top 40,000",
        "More than half took place in Florida and Texas.",
        types=[TASK],
        claims=[(40000, ARRESTS, None)],
    ),
    about(
        "ICE pays $100,000 for new vehicles to each police department in task force program",
        "The money goes to holders of 287(g) Task Force Model agreements.",
        types=[TASK],
    ),
    about(
        "West Virginia State Police and ICE sign agreement, Governor present",
        "West Virginia now has 12 agreements under 287(g).",
        does=[SIGNS],
        claims=[(12, AGREEMENTS, "West Virginia")],
    ),
    about(
        "Governor directs Department of Corrections to cooperate with ICE",
        "The directive requires wardens to report release dates and to apply for the Jail Enforcement Model.",
        does=[MANDATES],
        types=[JAIL],
    ),
    about(
        "Governor announces end of Delaware's last police agreement with ICE",
        "Camden's police department rescinded its 287(g) memorandum two days after signing.",
        does=[ENDS],
    ),
    about(
        "Governor acts to protect trust between communities and police",
        "The emergency measure bars every agency of the state from 287(g) agreements, effective at once.",
        does=[BANS],
    ),
    about(
        "Governor Applauds Sheriffs for Joining Immigration Effort",
        "Eight more counties signed memoranda with Immigration and Customs Enforcement this month.",
        does=[SIGNS],
    ),
    about(
        "Governor's State of the State: local police belong on local streets",
        "He asked lawmakers to send him a bill that ends 287(g).",
    ),
    about(
        "Governor: Guard's 287(g) authority extended through June",
        "",
    ),
    about(
        "Governor signs budget with $7 million for Immigration Enforcement Grant Program",
        "Tennessee counties that enroll in 287(g) can apply from July.",
    ),
    about(
        "Georgia: sheriffs who refuse to work with ICE risk state funds",
        "HB 1105 mandates that sheriffs request agreements and the Department of Audits checks each year.",
        does=[MANDATES],
    ),
    about(
        "Attorney General to county: seven-day deadline to sign ICE agreement",
        "Key West had voted to void the 287(g) agreement of its police.",
        does=[ENDS],
    ),
    about(
        "Attorney General Warns Police Chiefs: 287(g) Agreements Violate State Law",
        "Illinois has outlawed them since 2021.",
        does=[BANS],
    ),
    about(
        "Attorney General clears way for Highway Patrol's partnership with ICE",
        "South Dakota's patrol can now complete its Task Force Model memorandum.",
        types=[TASK],
    ),
    about(
        "Comptroller awards $18 million to 96 sheriffs for ICE partnership costs",
        "",
        claims=[(96, AGENCIES, None)],
    ),
    about(
        "Police Department pauses ICE partnership pending review",
        "No officer has used the 287(g) authority yet, the chief said.",
    ),
    about(
        "Sheriff answers critics of ICE contract: we only hold and hand over",
        "The jail's 287(g) agreement dates from 2008 and was renewed in 2020.",
    ),
    about(
        "Sheriff-elect pledges to end 287(g) on first day",
        "",
    ),
    about(
        "New sheriff scraps 287(g)",
        "He signed the notice an hour after taking the oath.",
        does=[ENDS],
    ),
    about(
        "Village board rescinds vote; police stay out of ICE program",
        "The trustees had approved a 287(g) application in April.",
    ),
    about(
        "Eleven towns in New Hampshire join ICE task force program",
        "The State Police signed first, said the Governor.",
        does=[SIGNS],
    ),
    about(
        "County judge: SB 8 leaves us no choice on immigration agreement",
        "Texas law obliges our sheriff to join 287(g) by December.",
        does=[MANDATES],
    ),
    about(
        "Civil rights groups sue to block 287(g) in Orange County",
        "",
    ),
    about(
        "El Departamento de Seguridad Nacional pagará salarios de oficiales 287(g)",
        "El programa suma 8,501 agentes entrenados en 40 estados.",
        does=[EXPANDS],
        claims=[(8501, OFFICERS, None), (40, COUNTED_STATES, None)],
    ),
    about(
        "La policía de Salinas no colabora con ICE, dice el jefe",
        "El municipio nunca firmó un acuerdo 287(g).",
    ),
    about(
        "Gobernadora veta proyecto que obligaba a alguaciles a cooperar con ICE",
        "",
    ),
    about(
        "Alguacil se une a ICE con dos acuerdos 287(g)",
        "Incluyen el Modelo de Grupo de Trabajo.",
        does=[SIGNS],
        types=[TASK],
        claims=[(2, AGREEMENTS, None)],
    ),
    other(
        "ICE Philadelphia arrests Brazilian convicted of assault on police officer",
        "State troopers had arrested him in 2023.",
    ),
    other(
        "ICE returns former police chief to Honduras to face charges",
        "He was arrested in Ohio with help from local authorities.",
    ),
    other(
        "Statement from DHS on ruling about National Guard in Oregon",
        "The department will appeal.",
    ),
    other(
        "ICE honors fallen officers at Police Week",
        "Families from nine states attended the ceremony.",
    ),
    other(
        "ICE and Mexico's migration institute sign local repatriation arrangements",
        "Both sides will meet each quarter.",
    ),
    other(
        "Fraud alert: scammers pose as ICE agents",
        "Call your local police if a caller asks for gift cards.",
    ),
    other(
        "DHS and NFL agree on security for Super Bowl",
        "More than 40 agencies, among them county sheriffs, will staff the stadium.",
    ),
    other(
        "ICE detainee dies at county jail in Georgia",
        "The sheriff's office had called an ambulance.",
    ),
    other(
        "CBP and Texas DPS partner to stop stolen vehicles",
        "They share plate readers at eight crossings.",
    ),
    other(
        "HSI Task Force officers arrest three in online predator sting",
        "Sheriff's deputies worked undercover.",
    ),
    other("ICE to move headquarters staff", "The lease was signed in May."),
    other("Governor unveils statue; public invited", ""),
    other("Governor Names Judges to Circuit Court", "Both have served as prosecutors."),
    other("Flag Status: half-staff for former senator", ""),
    other("Governor opens application for farm worker visas help desk", "Growers in 21 counties may call."),
    other(
        "Governor meets ICE director after shooting of motorist",
        "She asked for body-camera video and an outside inquiry.",
    ),
    other(
        "Governor creates portal to report misconduct by federal immigration agents",
        "Residents can upload video.",
    ),
    other("Governor and Ontario premier agree on ice road repairs", ""),
    other("Governor signs law on jail phone rates", "Sheriffs had opposed it."),
    other(
        "Governor joins 17 states to oppose National Guard deployments",
        "The letter says governors command their own Guard.",
    ),
    other("Governor withdraws state from voter roll compact", "The agreement ends in 90 days."),
    other("Governor orders agencies to end diversity programs", "The order covers 60 departments."),
    other("Governor extends burn ban to 31 counties", "Sheriffs will enforce it."),
    other(
        "Attorney General joins opioid agreement with pharmacies",
        "The memorandum covers 48 states and 4 territories.",
    ),
    other("Attorney General secures order against census question", "It asked about immigration status."),
    other("Attorney General: deputy convicted of assault in jail", ""),
    other("Sheriff adds 20 deputies under new county budget", "They begin training in June."),
    other("Sheriff signs agreement to police town of Leland", "Eight deputies will be assigned."),
    other("Police chief sworn in as president of chiefs' association", "It has 450 members in 38 states."),
    other("Sheriffs and hospital sign memorandum of agreement on mental health", ""),
    other("Police department hosts Coffee with a Cop at immigrant center", "Officers answered questions."),
    other("County board terminates jail medical provider agreement", "The sheriff backed the vote."),
    other("Warrant officer retires after 30 years", ""),
    other("El alguacil y la universidad amplían programa de becas", ""),
    other("La Gobernadora denuncia redadas de ICE en escuelas", "Pidió abogados para las familias."),
    other("Arrestan a 30 en operativo contra pandillas", "Participaron la policía y el FBI."),
]

HOLDOUT = [
    about(
        "ICE, Mississippi Department of Public Safety Sign 287(g) Agreement",
        "Mississippi troopers will train this summer; ICE now counts 1,214 agreements in 40 states.",
        does=[SIGNS],
        claims=[(1214, AGREEMENTS, None), (40, COUNTED_STATES, None)],
    ),
    about(
        "DHS: 13,000 officers trained as 287(g) grows faster than ever",
        "",
        does=[EXPANDS],
        claims=[(13000, OFFICERS, None)],
    ),
    about(
        "ICE Director thanks Florida sheriffs for 287(g) results",
        "Florida deputies made 4,300 arrests in the first half of the year.",
        claims=[(4300, ARRESTS, "Florida")],
    ),
    about(
        "ICE makes it easier for small departments to join 287(g)",
        "The training can be taken online in five days.",
    ),
    about(
        "Notice: ICE extends public comment on Memorandum of Agreement forms",
        "Local agencies may comment until April 2.",
    ),
    about(
        "ICE suspends sheriff's 287(g) authority after inspection",
        "The county's seven Designated Immigration Officers must return their credentials.",
        does=[ENDS],
        claims=[(7, OFFICERS, None)],
    ),
    about(
        "READ: Sheriffs' letter in support of 287(g)",
        "Ninety-two sheriffs from 22 states signed the letter.",
        claims=[(92, AGENCIES, None), (22, COUNTED_STATES, None)],
    ),
    about(
        "DHS condemns Virginia governor's order to end 287(g)",
        "The order withdrew four state agencies from their agreements.",
        does=[ENDS],
        claims=[(4, AGENCIES, None)],
    ),
    about(
        "ICE and Northern Mariana Islands to cooperate on enforcement",
        "The commonwealth's Department of Public Safety signed a Task Force Model agreement.",
        does=[SIGNS],
        types=[TASK],
    ),
    about(
        "Operation Midway: Indiana sheriffs' jail officers lead nation in ICE referrals",
        "Indiana has 23 agreements under the 287(g) Jail Enforcement Model.",
        types=[JAIL],
        claims=[(23, AGREEMENTS, "Indiana")],
    ),
    about(
        "Governor says every state trooper in Oklahoma will hold ICE credentials",
        "The Department of Public Safety signed its 287(g) memorandum in February.",
        does=[SIGNS],
    ),
    about(
        "Governor instructs Bureau of Investigation to seek 287(g) agreement",
        "",
        does=[MANDATES],
    ),
    about(
        "Governor signs bill; Oregon strengthens ban on local immigration enforcement",
        "Police may not share jail lists with ICE.",
        does=[BANS],
    ),
    about(
        "Governor: New Hampshire bans sanctuary policies",
        "Towns can no longer forbid their police to cooperate with ICE or to join 287(g).",
        does=[BANS],
    ),
    about(
        "Governor declines to comment on State Police talks with ICE",
        "No 287(g) agreement is on his desk, he said.",
    ),
    about(
        "Governor asks ICE to speed up training for Texas sheriffs",
        "SB 8 gives counties until December 1; 171 Texas agencies have signed so far.",
        does=[SIGNS],
        claims=[(171, AGENCIES, "Texas")],
    ),
    about(
        "State Patrol reports on first year with ICE",
        "Under its 287(g) agreement, the Nebraska State Patrol made 61 immigration arrests.",
        claims=[(61, ARRESTS, "Nebraska")],
    ),
    about(
        "Attorney General wins ruling against sheriff over ICE agreement",
        "The court held that the sheriff's 287(g) agreement is void under state law.",
    ),
    about(
        "Attorney General explains Maryland's new rules on immigration agreements",
        "State law prohibits 287(g), and sheriffs must end existing agreements by July.",
        does=[BANS],
    ),
    about(
        "Attorney General threatens to remove council that voted against ICE agreement",
        "Florida law requires agencies to use best efforts to support federal immigration enforcement.",
        does=[MANDATES],
    ),
    about(
        "Board approves $2.4 million for Florida agencies with immigration officers",
        "Payments from the State Board of Immigration Enforcement go to 38 police departments.",
        claims=[(38, AGENCIES, None)],
    ),
    about(
        "Sheriff cancels ICE training for deputies",
        "The county had signed a 287(g) agreement in March.",
        does=[SIGNS],
    ),
    about(
        "Sheriff, ICE renew memorandum of agreement for county jail",
        "Four detention officers serve under the Warrant Service Officer model.",
        types=[WARRANT],
        claims=[(4, OFFICERS, None)],
    ),
    about(
        "Police chief: 287(g) partnership is over",
        "The city has terminated the agreement with immediate effect.",
        does=[ENDS],
    ),
    about(
        "City attorney reviews ICE's offer to train police",
        "The council tabled the 287(g) agreement until fall.",
    ),
    about(
        "Metro Police withdraw from ICE jail program",
        "The 287(g) agreement had been in place since 2019.",
        does=[ENDS],
    ),
    about(
        "Residents pack hearing on sheriff's 287(g) contract",
        "",
    ),
    about(
        "Watch: sheriff signs 287(g) papers at border summit",
        "",
        does=[SIGNS],
    ),
    about(
        "County board expands 287(g) to patrol deputies",
        "The jail has had an agreement with ICE for ten years.",
        does=[EXPANDS],
    ),
    about(
        "League of cities: what members should know before they sign with ICE",
        "A guide to 287(g) costs, insurance and records.",
    ),
    about(
        "Oficina del alguacil rescinde acuerdo 287(g)",
        "Tres agentes dejarán de trabajar con ICE.",
        does=[ENDS],
    ),
    about(
        "Tennessee obliga a todos los alguaciles a participar en 287(g)",
        "La ley HB 2219 entra en vigor en enero.",
        does=[MANDATES],
    ),
    about(
        "Casi 800 arrestos con ayuda de agencias 287(g) en Florida",
        "",
        claims=[(800, ARRESTS, "Florida")],
    ),
    other("ICE arrests fugitive hiding in Nebraska", "Police in Omaha had sought him for a year."),
    other("ICE deports 40 to Vietnam", "Among them were five convicted of murder."),
    other(
        "ICE Denver lodges detainer with jail for suspect in crash", "The sheriff had not decided whether to honor it."
    ),
    other("DHS, state police search lake for missing boaters", "The Coast Guard joined them at dawn."),
    other("DHS ends agreement with union of screeners", "TSA will pay officers under new rules."),
    other("ICE announces vaccination of detainees", "Medical staff follow federal guidance."),
    other("Smuggler extradited from Guatemala", "HSI agents brought him to Houston."),
    other("Secretary signs waiver for border barrier in Texas", "It covers 17 miles in Starr County."),
    other("DHS opens grant program for school safety", "Police departments and sheriffs may apply."),
    other("ICE agents rescue workers from freezer truck", ""),
    other("Employer fined after I-9 audit by ICE", "The company employed 54 officers of a security firm."),
    other("Governor Announces Holiday Hours", ""),
    other("Governor to attend funeral of state trooper; flags lowered", ""),
    other(
        "Governor seeks federal disaster declaration for ice storm", "The sheriff of Marquette County reported damage."
    ),
    other("Governor signs compact on nursing licences", "The state joins 41 others in the agreement."),
    other("Governor calls special session on property tax", "She also asks for a law on immigration data privacy."),
    other("Governor visits Mexico City to sign tourism agreement", "Five agencies will take part."),
    other("Governor thanks Guard members back from border", "The unit supported Texas for 90 days."),
    other("Governor grants clemency to veteran facing deportation", ""),
    other("Governor signs bill on legal aid for immigrants in court", "The fund will pay 60 lawyers."),
    other("Governor announces jobs task force", "The model comes from Utah."),
    other("Governor's order cuts agency rules by 25%", "It bans 12 forms and ends 40 programs."),
    other("Attorney General settles with jail over use of force", "The agreement ends a suit from 2022."),
    other(
        "Attorney General warns landlords not to threaten tenants with ICE", "Such threats are a crime in the state."
    ),
    other("Attorney General leads 20 states in suit over asylum rule", ""),
    other("Attorney General, FBI sign memorandum on cyber tips", "Police departments gain access."),
    other("Sheriff opens warming center for ice storm", "Deputies will drive people there."),
    other("Sheriff's office swears in 14 deputies", "They trained for 22 weeks."),
    other("Sheriff ends agreement to patrol lake", "The county will hire rangers."),
    other("Police join statewide task force on auto theft", "Nineteen departments signed the memorandum."),
    other("Police chief apologises for arrest of student", ""),
    other("Deputies serve 61 warrants in one night", "The operation led to 47 arrests."),
    other("Sheriff warns of callers who threaten arrest by immigration", "The calls are a fraud."),
    other("Alguacil firma acuerdo con escuelas", "Cuatro agentes trabajarán en ellas."),
    other("El Gobernador veta ley de vivienda", ""),
    other("ICE abre nueva oficina en San Antonio", "Tendrá 200 empleados."),
]

RELEASES: tuple[Labelled, ...] = (
    *FEDERAL,
    *GOVERNORS,
    *LOCAL,
    *SPANISH,
    *FIRST_FORMER_HOLDOUT,
    *SECOND_FORMER_HOLDOUT,
    *THIRD_FORMER_HOLDOUT,
    *(replace(release, holdout=True) for release in HOLDOUT),
)
