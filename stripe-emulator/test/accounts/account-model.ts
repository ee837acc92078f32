type Verdict = "done" | "refused";
export type Role = "representative" | "owner" | "director" | "executive";
export type Country = "AU" | "BR" | "DE" | "FR" | "GB" | "JP" | "SG" | "US";
export type BusinessType = "individual" | "company" | "non_profit";
type Person = { id: string; roles: Set<Role>; share: number };

/** Country Specs API: where an account takes a bank account in US dollars. */
const takesDollars: readonly Country[] = ["AU", "DE", "FR", "GB", "SG", "US"];

/**
 * A connected account as a machine small enough to be believed: who may be on it, what it must show, what must be told. What is
 * due is not in it; that is what the rules are for. Every call answers what the emulator must answer.
 */
export class AccountModel {
  readonly id: string;
  readonly country: Country;
  businessType: BusinessType | null;
  metadata: Record<string, string> = {};
  /** By name, as an account shows them. */
  readonly profile = new Map<string, string>();
  readonly requested = new Set<string>();
  /** Oldest first. */
  persons: Person[] = [];
  banks = 0;
  blocked: string | null = null;
  rejectedByPlatform = false;
  /** Something was raised or decided by a control, or time passed: then due need not be past due. */
  touched = false;
  readonly told = { "person.created": 0, "person.deleted": 0, "account.external_account.created": 0 };

  constructor(given: {
    id: string;
    country: Country;
    businessType: BusinessType | null;
    requested: readonly string[];
  }) {
    this.id = given.id;
    this.country = given.country;
    this.businessType = given.businessType;
    for (const name of given.requested) this.requested.add(name);
  }

  changeMetadata(changes: Record<string, string>): Verdict {
    for (const [key, value] of Object.entries(changes)) {
      if (value === "") delete this.metadata[key];
      else this.metadata[key] = value;
    }
    return "done";
  }

  /** Says something of the individual; the first time makes the person. `made` is what the account shows then. */
  sayOfIndividual(): { verdict: Verdict; makes: boolean } {
    if (this.businessType !== null && this.businessType !== "individual") return { verdict: "refused", makes: false };
    return { verdict: "done", makes: !this.persons.some(({ roles }) => roles.has("representative")) };
  }

  addPerson(id: string, roles: readonly Role[], share: number): void {
    this.persons.push({ id, roles: new Set(roles), share });
    this.told["person.created"] += 1;
  }

  /** Whether a person may have these roles and this share; null for a new one. */
  allows(person: Person | null, roles: readonly Role[], share: number): Verdict {
    const others = this.persons.filter((other) => other !== person);
    if (others.reduce((sum, other) => sum + other.share, share) > 100) return "refused";
    const isTaken = roles.includes("representative") && others.some((other) => other.roles.has("representative"));
    return isTaken ? "refused" : "done";
  }

  deletePerson(person: Person): Verdict {
    if (person.roles.has("representative")) return "refused";
    this.persons = this.persons.filter((other) => other !== person);
    this.told["person.deleted"] += 1;
    return "done";
  }

  addBank(): Verdict {
    if (!takesDollars.includes(this.country)) return "refused";
    this.banks += 1;
    this.told["account.external_account.created"] += 1;
    return "done";
  }

  request(name: string, requested: boolean): Verdict {
    if (requested) this.requested.add(name);
    else this.requested.delete(name);
    return "done";
  }

  reject(reason: string): Verdict {
    this.blocked = reason;
    this.rejectedByPlatform = true;
    return "done";
  }

  unreject(): Verdict {
    if (!this.rejectedByPlatform) return "refused";
    this.blocked = null;
    this.rejectedByPlatform = false;
    return "done";
  }

  block(reason: string | null): Verdict {
    this.blocked = reason;
    this.rejectedByPlatform = false;
    return "done";
  }
}
