package io.procession.benchmarks;

/**
 * The main class of the JVM that measures one section; what it finds goes to standard output, a
 * line each.
 */
final class SectionMain {

    static final String ROW = "@row\t";
    static final String NOTE = "@note\t";

    /** The processor that the section may move its workers to. */
    static final String OTHER_PROCESSOR = "procession.bench.otherProcessor";

    private SectionMain() {}

    /** Takes the section's name, the effort, and the other processor where there is one. */
    public static void main(String[] args) throws Exception {
        if (args.length > 2) {
            System.setProperty(OTHER_PROCESSOR, args[2]);
        }
        Section.valueOf(args[0]).run(Effort.valueOf(args[1]), new Lines());
    }

    private static final class Lines implements Report {

        @Override
        public void add(Row row) {
            System.out.println(ROW + row.toLine());
        }

        @Override
        public void note(String words) {
            System.out.println(NOTE + words);
        }
    }
}
