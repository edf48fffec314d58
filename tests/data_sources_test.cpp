// Data as people have it: what files are taken for, what is read of them, and what is said of it.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/text/dataset.h"
#include "tests/support/datasets.h"

namespace glassgpt {
namespace {

using namespace std::literals;

using testing::reading_error;
using testing::Texts;

/// Each example as `text`, or as `prompt => answer`; at last the summary of the file.
Texts read_with_summary(std::string_view name, std::string_view bytes) {
  const Dataset dataset = read_dataset(name, bytes);
  Texts result = testing::texts_of(dataset);
  EXPECT_EQ(dataset.files.size(), 1U);
  result.push_back(summary_of(dataset.files.at(0)));
  return result;
}

/// The characters as units of 16 bits.
std::string utf16(std::u16string_view text, bool big_endian) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8U);
    const char low = static_cast<char>(unit & 0xFFU);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

// Names of columns and members -----------------------------------------------------------------------------------

TEST(DataSource, KnowsTheUsualNamesOfPromptsAndAnswers) {
  for (const auto& [prompt, answer] : std::vector<std::pair<std::string, std::string>>{{"prompt", "answer"},
                                                                                       {"question", "answer"},
                                                                                       {"instruction", "output"},
                                                                                       {"input", "output"},
                                                                                       {"user", "assistant"},
                                                                                       {"frage", "antwort"},
                                                                                       {"pregunta", "respuesta"},
                                                                                       {"q", "a"},
                                                                                       {"prompt", "completion"},
                                                                                       {"prompt", "response"},
                                                                                       {"Question", "ANSWER"}}) {
    const std::string from = ", from `" + prompt + "`/`" + answer + "`";
    EXPECT_EQ(read_with_summary("a.csv", prompt + "," + answer + "\nWho?,Me.\n"),
              (Texts{"Who? => Me.", "1 question with its answer" + from + ", separated by `,`"}));
    EXPECT_EQ(read_with_summary("a.jsonl", "{\"" + answer + "\": \"Me.\", \"" + prompt + "\": \"Who?\"}\n"),
              (Texts{"Who? => Me.", "1 question with its answer" + from + ", JSON Lines"}));
  }
}

TEST(DataSource, LeavesOtherColumnsAndMembersOutAndSaysSo) {
  EXPECT_EQ(read_with_summary("a.csv", "id,answer,question,source\n1,Me.,Who?,x\n2,So.,Why?,\n"),
            (Texts{"Who? => Me.", "Why? => So.",
                   "2 questions with answers, from `question`/`answer`, separated by `,`; left out: `id`, `source`"}));
  EXPECT_EQ(read_with_summary(
                "a.json", R"([{"id": 7, "tags": ["a", {"text": "b"}], "text": "One."}, {"text": "Two.", "more": {}}])"),
            (Texts{"One.", "Two.", "2 texts, from `text`, JSON; left out: `id`, `tags`, `more`"}));
  std::string many = R"([{"text": "x")";
  for (int i = 0; i < 10; ++i) many += ", \"n" + std::to_string(i) + "\": 1";
  EXPECT_EQ(read_with_summary("a.json", many + "}]").back(),
            "1 text, from `text`, JSON; left out: `n0`, `n1`, `n2`, `n3`, `n4`, `n5`, `n6`, `n7` and more");
}

// CSV ----------------------------------------------------------------------------------------------------------------

TEST(DataSource, SeesTheSeparatorOfCsvFromItsHeader) {
  EXPECT_EQ(read_with_summary("excel.csv",
                              "prompt;answer\r\nWas ist ein Apfel?;Eine Frucht, rund und rot.\r\n"
                              "Wer wohnt nebenan?;Ein B\u00e4cker.\r\n"),
            (Texts{"Was ist ein Apfel? => Eine Frucht, rund und rot.", "Wer wohnt nebenan? => Ein B\u00e4cker.",
                   "2 questions with answers, from `prompt`/`answer`, separated by `;`"}));
  EXPECT_EQ(read_with_summary("a.tsv", "\"Frage\"\t\"Antwort\"\nWer, ich?\tJa; du.\n"),
            (Texts{"Wer, ich? => Ja; du.", "1 question with its answer, from `Frage`/`Antwort`, separated by tabs"}));
  EXPECT_EQ(read_with_summary("a.csv", "q|a\nx|\"y|z\"\n").front(), "x => y|z");
  EXPECT_EQ(read_with_summary("a.csv", "\xEF\xBB\xBFsep=;\r\nq;a\r\nx,y;z\r\n"),
            (Texts{"x,y => z", "1 question with its answer, from `q`/`a`, separated by `;`"}));
}

TEST(DataSource, SaysThatCsvHasNoKnownHeader) {
  EXPECT_EQ(
      read_with_summary("a.csv", "Wort;Bedeutung\n\"Apfel\";Frucht, rund\n"),
      (Texts{"Wort;Bedeutung", "Apfel;Frucht, rund",
             "2 texts, one a record of 2 columns: no header that names questions and answers, separated by `;`"}));
  EXPECT_EQ(read_with_summary("a.csv", "One.\nTwo, three.\n"),
            (Texts{"One.", "Two, three.", "2 texts, one a record: no header that names questions and answers"}));
  EXPECT_EQ(read_with_summary("a.csv", "text\nOne, two.\n"), (Texts{"One, two.", "1 text, from `text`"}));
  EXPECT_EQ(read_with_summary("a.tsv", "a, b\tc\n").front(), "a, b\tc");
}

TEST(DataSource, PassesOverBlankRecordsAndCountsThem) {
  EXPECT_EQ(read_with_summary("a.csv", "question,answer,,\nWho?,Me.,,\n,,,\n\nWhy?,So.,,\n"),
            (Texts{"Who? => Me.", "Why? => So.",
                   "2 questions with answers, from `question`/`answer`, separated by `,`; 2 blank lines passed over"}));
  EXPECT_EQ(read_with_summary("a.csv", ",prompt,answer\n0,Who?,Me.\n").back(),
            "1 question with its answer, from `prompt`/`answer`, separated by `,`; left out: `#1`");
  EXPECT_EQ(read_with_summary("a.txt", "One.\n\n \nTwo.\n").back(), "2 texts, one a line; 2 blank lines passed over");
}

TEST(DataSource, EndsCsvRecordsInAnyLineEnd) {
  EXPECT_EQ(read_with_summary("a.csv", "q,a\rx,\"y\rz\"\ru,v\r"),
            (Texts{"x => y\rz", "u => v", "2 questions with answers, from `q`/`a`, separated by `,`"}));
}

// JSON ---------------------------------------------------------------------------------------------------------------

TEST(DataSource, ReadsJsonLines) {
  const std::string lines =
      "{\"prompt\":\"Name a fruit.\",\"answer\":\"Apple.\"}\n\n{\"prompt\":\"Name a bird.\",\"answer\":\"Robin.\"}\r\n";
  const Texts expected = {"Name a fruit. => Apple.", "Name a bird. => Robin.",
                          "2 questions with answers, from `prompt`/`answer`, JSON Lines; 1 blank line passed over"};
  for (const char* name : {"a.jsonl", "a.NDJSON", "a.json", "a", "a.txt"})
    EXPECT_EQ(read_with_summary(name, lines), expected);
  EXPECT_EQ(read_with_summary("a.jsonl", "\"One.\"\n\"Two.\"\n"), (Texts{"One.", "Two.", "2 texts, JSON Lines"}));
  EXPECT_EQ(read_with_summary("a.jsonl", "[\"One.\",\n\"Two.\"]\n"), (Texts{"One.", "Two.", "2 texts, JSON"}));
}

TEST(DataSource, NamesTheLineOfBadJsonLines) {
  const std::string good = "{\"prompt\": \"q\", \"answer\": \"a\"}\n";
  EXPECT_EQ(reading_error("a.jsonl", good + "{\"prompt\": \"q\"}\n"),
            R"(a.jsonl, line 2: "answer" is missing; write {"prompt": "a question", "answer": "its answer"})");
  EXPECT_EQ(
      reading_error("a.jsonl", good + "{\"prompt\": q}\n"),
      R"(a.jsonl, line 2, byte 12: the line is not valid JSON here; write {"prompt": "a question", "answer": "its answer"} on each line)");
  EXPECT_EQ(reading_error("a.jsonl", good + "{\"prompt\": \"q\",\n"),
            "a.jsonl, line 2, byte 15: the line ends before its value does; close what is open, on the same line");
  EXPECT_EQ(reading_error("a.jsonl", "{\"prompt\": \"q\", \"answer\": \"a\"},\n" + good),
            "a.jsonl, line 1, byte 31: something follows the end of the line's value; take it out; each line holds one "
            "value");
}

TEST(DataSource, JoinsTheInputOfAlpacaToItsInstruction) {
  EXPECT_EQ(read_with_summary("alpaca.json", R"([{"instruction":"Name a fruit.","input":"","output":"Apple."},
                                    {"instruction":"Translate to German.","input":"cat","output":"Katze."}])"),
            (Texts{"Name a fruit. => Apple.", "Translate to German. cat => Katze.",
                   "2 questions with answers, from `instruction`/`input`/`output`, JSON"}));
  // A record may go without it, the first one too.
  EXPECT_EQ(read_with_summary(
                "a.jsonl",
                "{\"instruction\":\"A\",\"output\":\"b\"}\n{\"instruction\":\"C\",\"input\":\"d\",\"output\":\"e\"}\n"
                "{\"instruction\":\"F\",\"input\":null,\"output\":\"g\"}\n"),
            (Texts{"A => b", "C d => e", "F => g",
                   "3 questions with answers, from `instruction`/`input`/`output`, JSON Lines"}));
  EXPECT_EQ(read_with_summary("a.csv", "instruction,input,output\nA,,b\nC,d,e\n").at(1), "C d => e");
}

TEST(DataSource, MakesPairsOfChatMessages) {
  EXPECT_EQ(
      read_with_summary(
          "openai.jsonl",
          "{\"messages\":[{\"role\":\"system\",\"content\":\"You are brief.\"},{\"role\":\"user\",\"content\":\"Name a "
          "fruit.\"},{\"role\":\"assistant\",\"content\":\"Apple.\"}]}\n"
          "{\"messages\":[{\"role\":\"user\",\"content\":\"Name a "
          "bird.\"},{\"role\":\"assistant\",\"content\":\"Robin.\"}]}\n"),
      (Texts{"Name a fruit. => Apple.", "Name a bird. => Robin.",
             "2 questions with answers, from `messages`, JSON Lines; left out: 1 system text"}));
  EXPECT_EQ(
      read_with_summary("sharegpt.json", R"([{"id": "x", "conversations": [
                   {"from": "gpt", "value": "Hello."}, {"from": "human", "value": "One?"}, {"from": "gpt", "value": "1."},
                   {"from": "human", "value": "Two?"}, {"from": "gpt", "value": "2."}, {"from": "human", "value": "Bye."}]}])"),
      (Texts{"One? => 1.", "Two? => 2.",
             "2 questions with answers, from `conversations`, JSON; left out: 1 question without an answer, 1 answer "
             "without a question, `id`"}));
  EXPECT_EQ(read_with_summary("parts.json", R"({"messages": [
                   {"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image", "image": {}}]},
                   {"role": "assistant", "content": null, "tool_calls": [{"id": "1"}]}, {"role": "tool", "content": "7"},
                   {"role": "assistant", "content": "A seven."}]})"),
            (Texts{"What is this? => A seven.",
                   "1 question with its answer, from `messages`, JSON; left out: 1 message of a tool"}));
  EXPECT_EQ(read_with_summary("chat.json",
                              R"([{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}])"),
            (Texts{"Who? => Me.", "1 question with its answer, from `role`/`content`, JSON"}));
}

TEST(DataSource, NamesTheMessageAtFault) {
  const std::string remedy = R"(; write {"role": "user", "content": "a question"})";
  EXPECT_EQ(reading_error("a.json", R"([{"messages": [{"role": "user", "content": "q"}, {"content": "a"}]}])"),
            "a.json, record 1, message 2: its role is missing" + remedy);
  EXPECT_EQ(reading_error("a.json", R"([{"messages": [{"role": "teacher", "content": "q"}]}])"),
            R"(a.json, record 1, message 1: "teacher" is no role that is known; write user, assistant or system)");
  EXPECT_EQ(reading_error("a.json", R"([{"messages": [{"role": "user", "content": 5}]}])"),
            "a.json, record 1, message 1: expected a string, found a number" + remedy);
  EXPECT_EQ(reading_error("a.json", R"([{"messages": ["q", "a"]}])"),
            "a.json, record 1: expected a message, found a string" + remedy);
  EXPECT_EQ(
      reading_error("a.json", R"([{"messages": [{"role": "user", "content": "q"}]}])"),
      "a.json: no message of the user in it is followed by an answer; write at least one question with its answer");
}

TEST(DataSource, FindsTheExamplesWithinAnObject) {
  EXPECT_EQ(read_with_summary("a.json",
                              R"({"version": "2", "data": [{"question": "Who?", "answer": "Me."}], "test": ["x"]})"),
            (Texts{"Who? => Me.",
                   "1 question with its answer, from `question`/`answer`, JSON; left out: `version`, `test`"}));
  EXPECT_EQ(read_with_summary("a.json", R"({"texts": ["One.", "Two."]})").front(), "One.");
}

TEST(DataSource, RefusesWhatContradictsItsName) {
  EXPECT_EQ(reading_error("a.csv", R"([{"prompt": "q"}])"),
            "a.csv: it holds JSON, not what its name says; name it .json or .jsonl");
  EXPECT_EQ(
      reading_error("a.txt", "[\"x\",\n\"y\" 3]"),
      "a.txt, line 2, byte 5: the file is not valid JSON here; write [\"a text\", \"another text\"] or [{\"prompt\": "
      "\"a question\", \"answer\": \"its answer\"}]; plain text has to begin with something else");
}

// Encodings ----------------------------------------------------------------------------------------------------------

TEST(DataSource, ReadsUtf16WithAMark) {
  const Texts expected = {"The caf\u00e9 opens. \U0001F600", "Yes.", "2 texts, one a line, UTF-16LE"};
  EXPECT_EQ(read_with_summary("notepad.txt", utf16(u"\uFEFFThe caf\u00e9 opens. \U0001F600\r\nYes.\r\n", false)),
            expected);
  EXPECT_EQ(read_with_summary("a.txt", utf16(u"\uFEFFNo.\n", true)), (Texts{"No.", "1 text, one a line, UTF-16BE"}));
  EXPECT_EQ(read_with_summary("a.csv", utf16(u"\uFEFFq\ta\nx\t\u4e2d\n", false)),
            (Texts{"x => \u4e2d", "1 question with its answer, from `q`/`a`, separated by tabs, UTF-16LE"}));
  EXPECT_EQ(reading_error("a.txt", utf16(u"\uFEFFone\ntwo \xD83D", false)),
            "a.txt, line 2: half of a character stands there, in UTF-16; save the file anew, best as UTF-8");
  EXPECT_EQ(reading_error("a.txt", utf16(u"\uFEFFone", false) + "x"),
            "a.txt, line 1: half of a character stands there, in UTF-16; save the file anew, best as UTF-8");
}

constexpr std::string_view kSave =
    "; save the file as UTF-8: an editor offers that under \"Save as\", a spreadsheet as \"CSV UTF-8\"";

TEST(DataSource, NamesOtherEncodings) {
  const auto message = [](const std::string& what) { return "a.txt" + what + std::string(kSave); };
  EXPECT_EQ(reading_error("a.txt", utf16(u"The baker is in.\n", false)),
            message(": it seems to be UTF-16 (little-endian) without a byte order mark"));
  EXPECT_EQ(reading_error("a.txt", utf16(u"The baker is in.\n", true)),
            message(": it seems to be UTF-16 (big-endian) without a byte order mark"));
  EXPECT_EQ(reading_error("a.txt", "H\0\0\0e\0\0\0l\0\0\0l\0\0\0o\0\0\0"s),
            message(": it seems to be UTF-32 (little-endian) without a byte order mark"));
  EXPECT_EQ(reading_error("a.txt", "\xFF\xFE\0\0H\0\0\0"s), message(": it is UTF-32"));
  EXPECT_EQ(
      reading_error("a.txt", "The caf\xE9 on the corner opens at nine.\nThe baker\x92s shop is shut.\n"),
      message(", line 1: the text is not valid UTF-8 at byte 8 of the line: it seems to be Windows-1252, where it "
              "reads \"caf\u00e9\""));
  EXPECT_EQ(
      reading_error("a.txt", "one\r\nThe baker\x92s.\n"),
      message(", line 2: the text is not valid UTF-8 at byte 10 of the line: it seems to be Windows-1252, where it "
              "reads \"baker\u2019s.\""));
  EXPECT_EQ(
      reading_error("a.txt", "one\nThe caf\xE9.\n"),
      message(", line 2: the text is not valid UTF-8 at byte 8 of the line: it seems to be Windows-1252, where it "
              "reads \"caf\u00e9.\""));
  // Russian in Windows-1251 has letters where Windows-1252 has them, but far too many of them.
  EXPECT_EQ(reading_error("a.txt", "\xCC\xEE\xF1\xEA\xE2\xE0.\n"),
            message(", line 1: the text is not valid UTF-8 at byte 1 of the line"));
  EXPECT_EQ(reading_error("a.txt", "one\ntwo \xFF\n"),
            message(", line 2: the text is not valid UTF-8 at byte 5 of the line"));
  EXPECT_EQ(
      reading_error("a.txt", "caf\u00e9\ncaf\xE9\n"),
      "a.txt, line 2: the text is not valid UTF-8 at byte 4 of the line, though it is before; write anew what stands "
      "there, and save the file as UTF-8");
  EXPECT_EQ(
      reading_error("a.csv", "a\nb\0c\n"s),
      "a.csv, line 2: a zero byte stands there: the file is damaged, or no text; give a file of text, or write that "
      "line anew");
}

// Other files --------------------------------------------------------------------------------------------------------

TEST(DataSource, SaysWhatFilesAreThatAreNoText) {
  const auto expect = [](std::string_view bytes, const std::string& what) {
    EXPECT_EQ(reading_error("a.txt", bytes), "a.txt: it is " + what);
  };
  const std::string save = ", not text to train on; open it and save it as plain text (.txt)";
  const std::string copy = ", not text to train on; copy its text into a plain text file (.txt)";
  const std::string unpack = ", not text to train on; unpack it and give the file in it";
  const std::string model = ", not text to train on; open it as a model, and give a file of texts as data";
  expect("PK\x03\x04\x14\0[Content_Types].xml word/document.xml"sv, "a Word document" + save);
  expect("PK\x03\x04\x14\0 xl/workbook.xml"sv,
         "an Excel workbook, not text to train on; open it and save the sheet as CSV");
  expect("PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text"sv, "an OpenDocument text" + save);
  expect("PK\x03\x04 a.txt"sv, "an archive (ZIP)" + unpack);
  expect("%PDF-1.7\n", "a PDF document" + copy);
  expect("{\\rtf1\\ansi x}", "a document in rich text format (RTF)" + save);
  expect("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"sv, "a document of an office program" + save);
  expect("\x89PNG\r\n\x1A\n", "a picture (PNG), not text to train on; give a file of text");
  expect("\x1F\x8B\x08", "compressed by gzip" + unpack);
  expect("\n<!DOCTYPE html><p>x", "a web page (HTML)" + copy);
  expect("\x10\0\0\0\0\0\0\0{\"__metadata__\""sv, "a model" + model);
  expect(R"({"format": "glassgpt", "version": 1})", "a model" + model);
}

// Several files --------------------------------------------------------------------------------------------------

TEST(DataSource, AppendsFilesWithTheirReports) {
  Dataset all;
  append(all, read_dataset("a.txt", "One.\n"));
  append(all, read_dataset("b.csv", "q,a\nx,y\n"));
  EXPECT_EQ(all.name, "a.txt, b.csv");
  ASSERT_EQ(all.files.size(), 2U);
  EXPECT_EQ(all.files[0].texts, 1U);
  EXPECT_EQ(all.files[0].questions, 0U);
  EXPECT_EQ(all.files[1].questions, 1U);
  EXPECT_EQ(all.examples[1].prompt, "x");
}

}  // namespace
}  // namespace glassgpt
