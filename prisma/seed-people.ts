/** Names of one region, from which invented people are put together; no pair is meant to be anybody. */
type Region = { countries: string[]; first: string[]; last: string[]; city: string };

const regions: Region[] = [
  {
    countries: ["DE", "AT", "CH"],
    first: ["Annegret", "Falk", "Wiebke", "Torben", "Mechthild", "Jonte"],
    last: ["Musterfeld", "Probewald", "Erfundtmann", "Beispieler", "Vorlagner"],
    city: "Musterstadt",
  },
  {
    countries: ["FR", "BE"],
    first: ["Odile", "Thibault", "Maëlys", "Corentin", "Élodie"],
    last: ["Exemplaire", "Inventin", "Modelay", "D’Essai", "Spéciman"],
    city: "Villefictive",
  },
  {
    countries: ["ES", "MX", "AR", "CL"],
    first: ["Lucía", "Íñigo", "Jimena", "Leandro", "Candela"],
    last: ["Ejemplar", "Muestra Nube", "De la Prueba", "Inventado", "Modelo Ruiz"],
    city: "Pueblo Ficticio",
  },
  {
    countries: ["PT", "BR"],
    first: ["Mateus", "Inês", "Caetano", "Thaís"],
    last: ["Exemplo Prado", "Amostra", "Inventado Reis", "Modelo Lima"],
    city: "Vila Exemplo",
  },
  {
    countries: ["IT"],
    first: ["Fiammetta", "Ezio", "Ginevra", "Brando"],
    last: ["Esempi", "Campione", "Dell’Invenzione"],
    city: "Borgo Finto",
  },
  {
    countries: ["NO", "SE", "DK", "FI", "IS"],
    first: ["Solveig", "Rasmus", "Sunniva", "Ásgeir", "Pirkko"],
    last: ["Eksempelsen", "Prøvedal", "Mallinen", "Påhittsson"],
    city: "Prøveby",
  },
  {
    countries: ["PL", "CZ", "SK", "HU", "RO"],
    first: ["Zdzisława", "Bořek", "Hana", "Ildikó", "Bogdan"],
    last: ["Przykładowska", "Vzorný", "Példány", "Exemplescu"],
    city: "Wymyślin",
  },
  {
    countries: ["GB", "IE", "US", "CA", "AU", "NZ"],
    first: ["Aoife", "Tamsin", "Alder", "Perpetua", "Wendell", "Marlowe"],
    last: ["Sampleton", "Testerby", "Inventwell", "Mockridge", "Examplesmith"],
    city: "Fictionville",
  },
  {
    countries: ["TR", "AE", "SA", "EG"],
    first: ["Elif", "Noor", "Kerem", "Yusra"],
    last: ["Örneksoy", "Al-Mithal", "Deneme", "El-Namuzaj"],
    city: "Örnekköy",
  },
  {
    countries: ["IN", "BD", "LK"],
    first: ["Ananya", "Devdan", "Ishani", "Rohanik"],
    last: ["Namunawala", "Udaharan", "Kalpanik"],
    city: "Namunapur",
  },
  {
    countries: ["JP", "KR", "SG", "VN", "PH"],
    first: ["Akemi", "Jun-ho", "Mei-Lin", "Thảo", "Dalisay"],
    last: ["Mihonda", "Yesi", "Vi-Du", "Halimbawa"],
    city: "Mihonmachi",
  },
  {
    countries: ["KE", "GH", "NG", "ZA", "MA"],
    first: ["Wanjiru", "Tendai", "Kwabena", "Amara", "Zineb"],
    last: ["Mfanowa", "Nhwɛso", "Apẹẹrẹ", "Voorbeeldt"],
    city: "Mfano",
  },
];

/** An invented person. `documentNumber` starts with X, as no real one here does. */
export type SeedPerson = {
  firstName: string;
  lastName: string;
  country: string;
  email: string;
  city: string;
  documentType: "passport" | "id_card" | "driving_license";
  documentNumber: string;
};

const pick = <T>(list: readonly [T, ...T[]] | readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new Error("an empty list has nothing to pick");
  return item;
};

const ascii = (text: string) =>
  text
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();

/** So many invented people of many countries; the same ones at every call. */
export function inventPeople(count: number): SeedPerson[] {
  return Array.from({ length: count }, (_, index) => {
    const region = pick(regions, index);
    const round = Math.floor(index / regions.length);
    // Steps without a common divisor with most lists, so that few pairs come twice.
    const firstName = pick(region.first, round);
    const lastName = pick(region.last, round * 7 + Math.floor(round / region.first.length));
    return {
      firstName,
      lastName,
      country: pick(region.countries, round),
      email: `${ascii(firstName)}.${ascii(lastName)}.${index}@demo.test`,
      city: region.city,
      documentType: pick(["passport", "id_card", "driving_license"] as const, index * 7 + round),
      documentNumber: `X${String(1_000_003 * (index + 1))
        .padStart(9, "0")
        .slice(-9)}`,
    };
  });
}
