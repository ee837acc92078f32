import { Body } from "@react-email/body";
import { Button } from "@react-email/button";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Heading } from "@react-email/heading";
import { Html } from "@react-email/html";
import { Preview } from "@react-email/preview";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import { directionOf } from "@/i18n/locales";
import { brand } from "@/lib/brand";
import type { MailContent } from "@/lib/mail/content";

// Mail programs know tables and colours as hex, little else; so this is not made of the pages' parts. The colours are theirs.
const light = { page: "#f6f7f9", card: "#ffffff", line: "#e3e6ec", text: "#171c26", muted: "#5b606b" };
const button = { backgroundColor: "#3348c8", color: "#ffffff" };
const tones = {
  warning: { backgroundColor: "#f4e9e1", color: "#8a4700" },
  error: { backgroundColor: "#f8e5e6", color: "#a3162c" },
} as const;

// The part that draws the body repeats its colours at a cell of its own. Programs that know neither class nor query show the light colours, which stand at the elements themselves.
const styleSheet = `
@media (max-width: 480px) {
  .card { padding: 24px !important }
  .button { display: block !important; padding-left: 0 !important; padding-right: 0 !important; text-align: center }
}
@media (prefers-color-scheme: dark) {
  .page, .page > table > tbody > tr > td { background-color: #12151b !important; color: #eceef3 !important }
  .card { background-color: #1b1f28 !important; border-color: #333947 !important }
  .title, .text, .company { color: #eceef3 !important }
  .opens { background-color: #262c38 !important; color: #eceef3 !important }
  .foot { color: #a7aebb !important }
  .warning { background-color: #3b2a17 !important; color: #ffc27a !important }
  .error { background-color: #421d24 !important; color: #ffa3ad !important }
}`;

/** A text with the given words in bold. */
function Words({ text, bold }: { text: string; bold: string[] }) {
  const [first] = bold.filter((words) => text.includes(words));
  if (!first) return text;
  const [before = "", ...after] = text.split(first);
  return (
    <>
      {before}
      <strong style={{ fontWeight: 600 }}>{first}</strong>
      <Words text={after.join(first)} bold={bold} />
    </>
  );
}

/** A mail as HTML: the company's name, one card with one button, and the small print. */
export function MailFrame({ content, locale }: { content: MailContent; locale: string }) {
  const { mark, title, paragraphs, opens, foot, bold } = content;
  const text = { margin: "0 0 12px", fontSize: 17, lineHeight: "25px", color: light.text };
  return (
    <Html lang={locale} dir={directionOf(locale)}>
      <Head>
        <title>{content.subject}</title>
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {/* By us alone: no word of a message or a person stands in it. React would escape the signs that CSS needs. */}
        <style
          // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant
          dangerouslySetInnerHTML={{ __html: styleSheet }}
        />
      </Head>
      <Preview>{paragraphs[0] ?? title}</Preview>
      <Body
        className="page"
        style={{
          margin: 0,
          padding: "32px 16px",
          backgroundColor: light.page,
          color: light.text,
          fontFamily: "system-ui,-apple-system,'Segoe UI',Roboto,sans-serif",
        }}
      >
        <Container style={{ maxWidth: 600 }}>
          <Text className="company" style={{ margin: "0 0 16px", padding: "0 4px", fontSize: 19, fontWeight: 600 }}>
            {brand.company}
          </Text>
          <Section
            className="card"
            style={{
              backgroundColor: light.card,
              border: `1px solid ${light.line}`,
              borderRadius: 20,
              borderCollapse: "separate",
              padding: 40,
            }}
          >
            {mark && (
              <Text style={{ margin: "0 0 16px", fontSize: 13, lineHeight: "18px", fontWeight: 600 }}>
                <span
                  className={mark.tone}
                  style={{ ...tones[mark.tone], display: "inline-block", borderRadius: 14, padding: "5px 12px" }}
                >
                  {mark.text}
                </span>
              </Text>
            )}
            <Heading
              className="title"
              style={{ margin: "0 0 10px", fontSize: 28, lineHeight: "34px", fontWeight: 600, color: light.text }}
            >
              {title}
            </Heading>
            {paragraphs.map((paragraph) => (
              <Text key={paragraph} className="text" style={text}>
                <Words text={paragraph} bold={bold} />
              </Text>
            ))}
            <Button
              className="button"
              href={content.button.href}
              style={{
                ...button,
                margin: "16px 0 0",
                borderRadius: 12,
                padding: "16px 40px",
                fontSize: 17,
                fontWeight: 600,
              }}
            >
              {content.button.label}
            </Button>
            <Text
              className="opens"
              style={{
                margin: "28px 0 0",
                padding: 16,
                borderRadius: 12,
                backgroundColor: light.page,
                fontSize: 15,
                lineHeight: "22px",
              }}
            >
              <Words text={opens} bold={bold} />
            </Text>
          </Section>
          <Section style={{ padding: "20px 4px 0" }}>
            {foot.map((line) => (
              <Text
                key={line}
                className="foot"
                style={{ margin: "0 0 8px", fontSize: 13, lineHeight: "18px", color: light.muted }}
              >
                {line}
              </Text>
            ))}
          </Section>
        </Container>
      </Body>
    </Html>
  );
}
