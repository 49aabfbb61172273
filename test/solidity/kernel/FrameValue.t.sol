// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FrameValue, FrameValueLib} from "../../../contracts/kernel/FrameValue.sol";
import {TestBase} from "../support/TestBase.sol";

contract FrameValueTest is TestBase {
    struct Entry {
        uint256 from;
        uint256 value;
    }

    /// What a step does: how far time goes on, and what is announced then.
    struct Step {
        uint8 pass;
        uint8 kind;
        uint112 valueNow;
        uint112 valueNext;
    }

    FrameValue private _value;
    /// Everything that was ever announced.
    Entry[] private _history;

    /// The two slots answer what a history of all announcements answers, for the frame before, this one, and those to come.
    function testFuzz_AnswersAsTheWholeHistoryDoes(uint32 start, Step[] calldata steps) external {
        uint256 frame = _bound(start, 0, type(uint32).max - 1_000);
        uint256 count = steps.length < 24 ? steps.length : 24;
        for (uint256 i = 0; i < count; ++i) {
            Step calldata step = steps[i];
            frame += step.pass % 4;
            if (step.kind % 3 == 1) {
                _value.schedule(frame, step.valueNext);
                _history.push(Entry(frame + 1, step.valueNext));
            } else if (step.kind % 3 == 2) {
                _value.set(frame, step.valueNow, step.valueNext);
                _history.push(Entry(frame, step.valueNow));
                _history.push(Entry(frame + 1, step.valueNext));
            }
            vm.assertEq(_value.valueAt(frame), _at(frame), "now");
            vm.assertEq(_value.upcoming(), _at(frame + 1), "upcoming");
            vm.assertEq(_value.valueAt(frame + 1), _at(frame + 1), "next");
            vm.assertEq(_value.valueAt(frame + 5), _at(frame + 5), "later");
            if (frame != 0) vm.assertEq(_value.valueBefore(frame), _at(frame - 1), "before");
            vm.assertEq(_value.valueBefore(frame + 1), _at(frame), "before the next");
            vm.assertEq(_value.valueBefore(frame + 2), _at(frame + 1), "before the one after");
        }
    }

    /// What doesn't fit is refused, now and next.
    function testFuzz_RefusesWhatDoesNotFit(uint32 frame, uint256 value, uint112 fits) external {
        value = _bound(value, uint256(type(uint112).max) + 1, type(uint256).max);
        frame = uint32(_bound(frame, 0, type(uint32).max - 1));
        vm.expectRevert(abi.encodeWithSelector(FrameValueLib.FrameValueTooWide.selector, value));
        this.set(frame, value, fits);
        vm.expectRevert(abi.encodeWithSelector(FrameValueLib.FrameValueTooWide.selector, value));
        this.set(frame, fits, value);
    }

    function set(uint256 frame, uint256 valueNow, uint256 valueNext) external {
        _value.set(frame, valueNow, valueNext);
    }

    /// The last announcement of those that rule by then.
    function _at(uint256 frame) private view returns (uint256) {
        for (uint256 i = _history.length; i > 0; --i) {
            if (_history[i - 1].from <= frame) return _history[i - 1].value;
        }
        return 0;
    }
}
