// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FrameTally, FrameTallyLib} from "../../../contracts/kernel/FrameTally.sol";
import {TestBase} from "../support/TestBase.sol";

contract FrameTallyTest is TestBase {
    FrameTally private _tally;
    uint256[] private _marks;

    /// The tree counts as walking over all marks does, wherever they lie.
    function testFuzz_CountsAsAWalkDoes(uint24[] calldata places, uint24 ask) external {
        _fill(places, type(uint24).max);
        _checkAround(ask);
    }

    /// The same with marks so dense that many share a node and a place.
    function testFuzz_CountsDenseMarksAsAWalkDoes(uint24[] calldata places, uint8 ask) external {
        _fill(places, 80);
        _checkAround(ask % 80);
    }

    /// Marks that are taken away are forgotten.
    function testFuzz_ForgetsWhatIsRemoved(uint24[] calldata places, uint256 keep, uint24 ask) external {
        _fill(places, 200);
        for (uint256 i = _marks.length; i > 0; --i) {
            if ((keep >> (i % 256)) & 1 == 1) continue;
            _tally.remove(_marks[i - 1]);
            _marks[i - 1] = _marks[_marks.length - 1];
            _marks.pop();
        }
        _checkAround(ask % 200);
    }

    /// A place beyond the line takes no mark, and counts all of them.
    function testFuzz_PlacesEndAtTheEndOfTheLine(uint24[] calldata places, uint256 beyond) external {
        beyond = _bound(beyond, FrameTallyLib.PLACES, type(uint256).max);
        _fill(places, type(uint24).max);
        vm.assertEq(_tally.countUpTo(beyond), _marks.length, "all");
        vm.expectRevert(abi.encodeWithSelector(FrameTallyLib.FrameTallyOutOfRange.selector, beyond));
        this.add(beyond);
    }

    function add(uint256 place) external {
        _tally.add(place);
    }

    function _fill(uint24[] calldata places, uint256 last) private {
        uint256 count = places.length < 32 ? places.length : 32;
        for (uint256 i = 0; i < count; ++i) {
            uint256 place = _bound(places[i], 0, last);
            _tally.add(place);
            _marks.push(place);
        }
    }

    /// At a place, beside it, and at and beside every mark.
    function _checkAround(uint256 ask) private view {
        _check(ask);
        for (uint256 i = 0; i < _marks.length; ++i) {
            _check(_marks[i]);
            _check(_marks[i] + 1);
            if (_marks[i] != 0) _check(_marks[i] - 1);
        }
    }

    function _check(uint256 place) private view {
        uint256 count = 0;
        for (uint256 i = 0; i < _marks.length; ++i) {
            if (_marks[i] <= place) ++count;
        }
        vm.assertEq(_tally.countUpTo(place), count, "count");
    }
}
