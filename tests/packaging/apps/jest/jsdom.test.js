/** @jest-environment jsdom */
import { signs } from "./signs.js";

test("it signs a File under jsdom", signs, 30_000);
