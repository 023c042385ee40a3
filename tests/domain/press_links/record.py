"""A small record of agencies, as ICE prints them, for texts to name."""

from __future__ import annotations

from functools import cache

from domain.mentions import Directory, KnownAgency

PRINTED = """\
Alabama | Mobile County Sheriff's Office | Mobile County
Arizona | Mesa Police Department |
Arkansas | Benton County Sheriff's Office | Benton County
Arkansas | Arkansas State Police Department |
Florida | Boca Raton Police Services Department |
Florida | Charlotte County Sheriff's Office | Charlotte County
Florida | Collier County Sheriff's Office | Collier County
Florida | Florida City Police Department |
Florida | Florida Department of Highway Safety and Motor Vehicles, Division of Highway Patrol |
Florida | Florida Department of Law Enforcement |
Florida | Florida Fish & Wildlife Conservation Commission |
Florida | Gulf County Board of County Commissioners /Detention Facility | Gulf County
Florida | Gulf County Sheriff's Office | Gulf County
Florida | Hendry County Sheriff's Office | Hendry County
Florida | Jacksonville Sheriff's Office | Duval County
Florida | Key West Police Department |
Florida | Lake County Sheriff's Office | Lake County
Florida | Lee County Port Authority Police | Lee County
Florida | Lee County Sheriff's Office | Lee County
Florida | Miami Beach Police Department |
Florida | Miami-Dade Sheriff's Office | Miami-Dade County
Florida | Naples Police Department | Collier County
Florida | Orange County Corrections Department | Orange County
Florida | Orange County Sheriff's Office | Orange County
Florida | Palm Beach County Sheriff's Office | Palm Beach County
Florida | Pasco County Sheriff's Office | Pasco County
Florida | Port Richey Police Department | Pasco County
Florida | St. Johns County Sheriff's Office | St. Johns County
Florida | Tampa Police Department |
Georgia | Georgia Department of Corrections |
Georgia | Georgia Department of Public Safety |
Georgia | Hall County Sheriff's Office | Hall County
Idaho | Idaho State Police Department | Jerome County
Kansas | Kansas Bureau of Investigation |
Louisiana | Kenner Police Department | Jefferson Parish
Louisiana | Louisiana State Police Department |
Louisiana | Ouachita Parish Sheriff's Office | Ouachita Parish
Louisiana | St. Tammany Parish Sheriff's Office | St. Tammany Parish
Louisiana | Ward 5 Marshal's Office | Allen Parish
Maryland | Carroll County Sheriff's Office | Carroll County
Maryland | Frederick County Sheriff's Office | Frederick County
Maryland | Harford County Sheriff's Office | Harford County
Massachusetts | Barnstable County Sheriff's Office | Barnstable County
Missouri | Missouri Highway Patrol |
Nebraska | Nebraska State Patrol |
New Hampshire | Gorham Police Department | Coos County
New Hampshire | New Hampshire State Police Department |
New York | Broome County Sheriff's Office | Broome County
New York | Nassau County Police Department | Nassau County
New York | Nassau County Sheriff's Office | Nassau County
North Carolina | Mecklenburg County Sheriff's Office | Mecklenburg County
Ohio | Butler County Sheriff's Office | Butler County
Oklahoma | Oklahoma Department of Public Safety |
Oklahoma | Tulsa County Sheriff's Office | Tulsa County
Pennsylvania | Bucks County Sheriff's Office | Bucks County
Pennsylvania | Jackson Township Police Department | Cambria County
Pennsylvania | Jackson Township Police Department | Luzerne County
Pennsylvania | Lansdowne Borough Constable's Office | Delaware County
South Carolina | South Carolina Law Enforcement Division |
South Dakota | South Dakota Division of Criminal Investigation |
South Dakota | South Dakota Highway Patrol |
Tennessee | Bradley County Constable District 1 | Bradley County
Tennessee | Bradley County Constable District 6 | Bradley County
Tennessee | Knox County Sheriff's Office | Knox County
Tennessee | Nashville Police Department | Davidson County
Tennessee | Tennessee Department of Safety and Homeland Security |
Texas | Collin County Sheriff's Office | Collin County
Texas | Galveston County Constable's Office Pct.1 | Galveston County
Texas | Galveston County Constable's Office Pct.4 | Galveston County
Texas | Lee County Sheriff's Office | Lee County
Texas | Orange Police Department | Orange County
Texas | Tarrant County Sheriff's Office | Tarrant County
Texas | Texas Department of Public Safety - Texas Highway Patrol |
Texas | Texas Department of Public Safety- Criminal Investigations Division |
Texas | Texas Office of the Attorney General |
Utah | Washington County Sheriff's Office | Washington County
Virginia | Culpeper County Sheriff's Office | Culpeper County
Virginia | Frederick County Sheriff's Office | Frederick County
Virginia | Prince William-Manassas Regional Jail | Prince William County
Virginia | Virginia Department of Corrections |
Virginia | Virginia Department of State Police |
West Virginia | West Virginia State Police Department |
Wisconsin | Waukesha County Sheriff's Office | Waukesha County
Wyoming | Campbell County Sheriff's Office | Campbell County
"""


@cache
def known() -> tuple[KnownAgency, ...]:
    lines = [[cell.strip() for cell in line.split("|")] for line in PRINTED.splitlines()]
    return tuple(
        KnownAgency(
            state=state, agency=agency, county=county, aliases=frozenset({agency}), agreement_ids=(f"{number:012x}",)
        )
        for number, (state, agency, county) in enumerate(lines)
    )


@cache
def directory() -> Directory:
    return Directory(known())
